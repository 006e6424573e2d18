// Passkeys: what the form's data-options ask goes to the browser, and its answer back with the form.
// data-passkey is "create" or "get"; sentences stand in the page, hidden until they are needed.

const fromText = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function readOptions(form) {
  const options = JSON.parse(form.dataset.options);
  options.challenge = fromText(options.challenge);
  if (options.user) options.user.id = fromText(options.user.id);
  for (const list of ["excludeCredentials", "allowCredentials"])
    for (const one of options[list] ?? []) one.id = fromText(one.id);
  return options;
}

function writeAnswer(made) {
  const { id, type, response } = made;
  const answer = { id, type, rawId: toText(made.rawId), response: { clientDataJSON: toText(response.clientDataJSON) } };
  for (const name of ["attestationObject", "authenticatorData", "signature"])
    if (response[name]) answer.response[name] = toText(response[name]);
  return JSON.stringify({ ...answer, clientExtensionResults: {} });
}

function tell(form, what) {
  for (const said of form.querySelectorAll("[data-passkey-says]")) said.hidden = said.dataset.passkeySays !== what;
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential) {
    tell(form, "missing");
    continue;
  }
  form.querySelector("button").disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const name = form.querySelector("[name=name]");
    if (name && !name.value.trim()) return form.submit(); // the server says what is missing
    tell(form, "waiting");
    try {
      const publicKey = readOptions(form);
      const made = await navigator.credentials[form.dataset.passkey]({ publicKey });
      form.querySelector("[name=answer]").value = writeAnswer(made);
      form.submit();
    } catch {
      tell(form, "trouble");
    }
  });
}
