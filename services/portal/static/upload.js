// Says how far a file is on its way, and that it was cut off. Without scripts the form works all the same.
"use strict";
(() => {
  const bar = () => document.querySelector("progress.uploading");
  const cutOff = () => document.getElementById("cut-off");

  document.addEventListener("change", (event) => {
    const { files, dataset } = event.target;
    if (event.target.type !== "file") return;
    const tooLarge = files.length && files[0].size > Number(dataset.most);
    event.target.setCustomValidity(tooLarge ? dataset.tooLarge : "");
    event.target.reportValidity();
  });
  document.addEventListener("htmx:beforeRequest", () => {
    if (cutOff()) cutOff().hidden = true;
  });
  document.addEventListener("htmx:xhr:progress", (event) => {
    const { loaded, total, lengthComputable } = event.detail;
    if (!bar() || !lengthComputable || event.target.tagName !== "FORM") return;
    bar().hidden = false;
    bar().value = (100 * loaded) / total;
  });
  document.addEventListener("htmx:sendError", () => {
    if (bar()) bar().hidden = true;
    if (cutOff()) cutOff().hidden = false;
  });
})();
