"""Words from which the demo invents its names. No enterprise and no person of these names is meant."""

SURNAMES = "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹喻苏潘葛范彭鲁韦马"
GIVEN = "安博晨达恩帆光皓嘉坤岚民宁平琪荣书思田维文希晓新雅宜英永元泽哲臻芷卓"
FIRST = "鲁岱泉海润沂禾麦晨青云星远和丰瑞百家蓝锦"
SECOND = "稼源品谷舟川朗悦岭田穗帆语禾屿织味醇辰禧"

AGRICULTURE = (
    ("果业", "01", "鲜果礼盒"),
    ("茶业", "15", "绿茶"),
    ("食品", "13", "蔬菜制品"),
    ("水产", "13", "海产"),
    ("农业科技", "01", "有机蔬菜"),
)
EXPORT = (
    ("家纺", "17", "家用纺织品"),
    ("服饰", "18", "服装"),
    ("家居", "21", "木质家具"),
    ("宠物食品", "13", "宠物食品"),
    ("电子", "39", "声学器件"),
)
TIME_HONOURED = (
    ("酱园", "14", "酱菜"),
    ("酒业", "15", "白酒"),
    ("食品", "14", "传统糕点"),
    ("药业", "27", "中药饮片"),
)
INTERNET = (
    ("电子商务", "52", "小家电"),
    ("网络科技", "64", "服饰零售"),
    ("商贸", "52", "美妆"),
)
CHANNELS = ("淘宝", "天猫", "京东", "苏宁易购", "1688", "拼多多", "抖音电商")
NEEDS = (
    "brand_building",
    "brand_communication",
    "product_planning",
    "it_development",
    "ecommerce_operation",
    "training",
    "finance",
    "online_marketing",
    "logistics",
)
EMPLOYERS = (
    "齐鲁品牌研究中心",
    "海岱电子商务学院",
    "泰山设计联合会",
    "黄河流域数字经济研究所",
    "半岛市场学会",
    "东方网络零售协会",
)
EXPERT_FIELDS = ("brand_building", "ecommerce_operation", "product_planning", "online_marketing")
