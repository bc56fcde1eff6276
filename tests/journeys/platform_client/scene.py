"""What stands when the platform of the province comes: a registration, a role, and the list that it sends."""

from deploy.demo.clock import SYSTEM
from deploy.demo.gateway import Gateway, Json
from deploy.demo.registration import SECURITY

CLIENT = "province-platform"
LIST = """\
注册号*,商标名称*,商标类型*,商品服务*,权利人*,统一社会信用代码,地区代码,申请日*,注册日期
62000001,潍水坊,商品商标,31 新鲜蔬菜,潍坊潍水坊商行,,370700,2018-03-05,2019-04-07
62000002,鸢都记,商品商标,29 腌制蔬菜,潍坊鸢都记商行,,370700,2018-03-06,2019-04-14
62000003,飞船,商品商标,99 飞船,没有这一类商号,,370700,2018-01-07,
"""
"""Of Weifang, which no target of the demo counts; the last row no office would accept."""


async def lay(gateway: Gateway) -> Json:
    """An administrator registers the program, another gives it the role of an officer of the province."""
    asked = {"name": CLIENT, "title": "省电子商务公共服务平台", "method": "secret", "scopes": ["trademark:*"]}
    made = await gateway.person(SYSTEM).post("/identity/v1/clients", asked)
    role = {"client_id": made["client"]["id"], "role": "programme_officer", "region_path": "37."}
    await gateway.person(SECURITY).post("/identity/v1/bindings", role)
    return {
        "api": gateway.url,
        "client_id": CLIENT,
        "client_secret": made["client_secret"],
        "list": LIST,
        "as_of": "2019-05-01",
        "source": "商标公告（演示）",
        "target": "selected",
    }
