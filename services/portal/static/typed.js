// What was typed stays when another language is chosen. Without scripts the switch is a link like any other.
"use strict";
(() => {
  const KEY = "typed";
  const KEPT_APART = ["hidden", "password", "file", "submit", "button", "image", "reset"];
  const forms = () => [...document.forms].filter((form) => form.method === "post" && form.closest("main"));
  const fields = (form) => [...form.elements].filter((one) => one.name && !KEPT_APART.includes(one.type));

  document.addEventListener("click", (event) => {
    if (!event.target.closest(".language-switch a[hreflang]")) return;
    const typed = forms().map((form) => [
      form.action, fields(form).map((one) => [one.name, one.value, one.checked === true]),
    ]);
    sessionStorage.setItem(KEY, JSON.stringify(typed));
  });

  const kept = JSON.parse(sessionStorage.getItem(KEY) || "[]");
  sessionStorage.removeItem(KEY);
  for (const form of forms()) {
    const own = fields(form);
    const isOf = ([action, typed]) =>
      action === form.action && typed.length === own.length && typed.every(([name], at) => own[at].name === name);
    const at = kept.findIndex(isOf); // the address may be another: a refused form leads back to its page
    if (at < 0) continue;
    const [[, typed]] = kept.splice(at, 1);
    own.forEach((one, number) => {
      const [, value, checked] = typed[number];
      if (["checkbox", "radio"].includes(one.type)) one.checked = checked;
      else one.value = value;
    });
  }
})();
