// A button beside each snippet; without a clipboard (a page not served by HTTPS) there is none.
"use strict";

for (const button of document.querySelectorAll("button.copy")) {
  if (!navigator.clipboard) break;
  const said = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.querySelector(`code[data-name="${button.dataset.from}"]`).textContent);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = said; }, 2000);
  });
}
