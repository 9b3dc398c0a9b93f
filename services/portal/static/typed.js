// What was typed stays when another language is chosen. Without scripts the switch is a link like any other.
"use strict";
(() => {
  const KEY = `typed:${location.pathname}`;
  const KEPT_APART = ["hidden", "password", "file", "submit", "button", "image", "reset"];
  const forms = () => [...document.forms].filter((form) => form.method === "post" && form.closest("main"));
  const fields = (form) => [...form.elements].filter((one) => one.name && !KEPT_APART.includes(one.type));

  document.addEventListener("click", (event) => {
    if (!event.target.closest(".language-switch a[hreflang]")) return;
    const typed = forms().map((form) => fields(form).map((one) => [one.name, one.value, one.checked === true]));
    sessionStorage.setItem(KEY, JSON.stringify(typed));
  });

  const kept = JSON.parse(sessionStorage.getItem(KEY) || "[]");
  sessionStorage.removeItem(KEY);
  forms().forEach((form, at) => {
    const typed = kept[at] || [];
    const own = fields(form);
    if (typed.length !== own.length) return;
    own.forEach((one, number) => {
      const [name, value, checked] = typed[number];
      if (one.name !== name) return;
      if (["checkbox", "radio"].includes(one.type)) one.checked = checked;
      else one.value = value;
    });
  });
})();
