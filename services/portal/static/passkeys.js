// Passkeys: asks the browser's authenticator and sends its answer as the form that it was asked by.
// A form says what it wants (data-passkey: get or create) and where the options are (data-options). Without this script,
// or without passkeys in the browser, it shows no button and says what else there is.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (mark) => mark.charCodeAt(0));
const text = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const credentials = (list) => (list || []).map((one) => ({ ...one, id: bytes(one.id) }));

function asked(options) {
  const read = { ...options, challenge: bytes(options.challenge) };
  if (options.user) read.user = { ...options.user, id: bytes(options.user.id) };
  if (options.excludeCredentials) read.excludeCredentials = credentials(options.excludeCredentials);
  if (options.allowCredentials) read.allowCredentials = credentials(options.allowCredentials);
  return { publicKey: read };
}

function answered(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return { id: credential.id, rawId: text(credential.rawId), type: credential.type, response,
    clientExtensionResults: credential.getClientExtensionResults() };
}

async function ask(form) {
  const failed = form.querySelector("[data-passkey-failed]");
  failed.textContent = "";
  try {
    const options = await (await fetch(form.dataset.options)).json();
    const credential = await navigator.credentials[form.dataset.passkey](asked(options));
    form.elements.credential.value = JSON.stringify(answered(credential));
  } catch {
    failed.textContent = failed.dataset.words;  // refused, left, or no network: the reason is the browser's to show
    return;
  }
  form.submit();
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  form.querySelector("[data-passkey-absent]").hidden = true;
  form.querySelector("[data-passkey-ready]").hidden = false;
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(form); });
}
