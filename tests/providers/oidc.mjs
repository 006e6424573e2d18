// A real OpenID provider for the tests, on a free port of this machine. It ends when its input does.
// Everybody it asks for a code and a name is believed; what it then tells is theirs alone.
import { createServer } from "node:http";

// Debian 12 brings Node 18, which has all the provider needs but this. So the provider is loaded after it.
URL.parse ??= (text, base) => (URL.canParse(text, base) ? new URL(text, base) : null);
const { Provider } = await import("oidc-provider");

const CODE = "urn:oid:1.2.246.21", FAMILY = "urn:oid:2.5.4.4", GIVEN = "urn:oid:2.5.4.42";
const LEVELS = ["http://ftn.ficora.fi/2017/loa2", "http://ftn.ficora.fi/2017/loa1"];
const people = new Map();

process.stdin.resume().on("end", () => process.exit());
const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const [client, secret, home] = process.argv.slice(2);
  const provider = new Provider(issuer, {
    clients: [{
      client_id: client,
      client_secret: secret,
      redirect_uris: [`${home}/sign-in/oidc/residents/callback/`, `${home}/sign-in/oidc/professionals/callback/`],
      post_logout_redirect_uris: [`${home}/signed-out/`],
      backchannel_logout_uri: `${home}/sign-in/oidc/residents/logout/`,
      backchannel_logout_session_required: true,
    }],
    acrValues: LEVELS,
    claims: { openid: ["sub", CODE, FAMILY, GIVEN, "preferred_username"], acr: null, amr: null, sid: null },
    cookies: { keys: ["only in tests"] },
    features: {
      devInteractions: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
    interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
    loadExistingGrant: async (ctx) => {
      const { client, session, provider } = ctx.oidc;
      const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope("openid");
      await grant.save();
      return grant;
    },
    // It would not call anybody on this machine, for good reasons that are none here.
    fetch: (url, options) => fetch(url, { ...options, dispatcher: undefined }),
    pkce: { required: () => true },
    ttl: { Interaction: 600, Session: 600, Grant: 600, AccessToken: 60, IdToken: 300 },
  });
  server.on("request", (req, res) => {
    const match = req.url.match(/^\/interaction\/([^/?]+)/);
    if (match) interact(provider, req, res).catch((error) => res.writeHead(500).end(String(error)));
    else provider.callback()(req, res);
  });
  console.log(issuer);
});

async function interact(provider, req, res) {
  if (req.method === "GET") {
    res.writeHead(200, { "Content-Type": "text/html; charset=utf-8" });
    res.end(`<!doctype html><html lang="en"><title>Identify yourself</title><form method="post">
      <input name="code"> <input name="given"> <input name="family"> <input name="acr" value="${LEVELS[0]}">
      <button name="go" value="on">Identify</button> <button name="go" value="stop">Stop</button></form>`);
    return;
  }
  let body = "";
  for await (const piece of req) body += piece;
  const told = Object.fromEntries(new URLSearchParams(body));
  if (told.go === "stop") {
    const stopped = { error: "access_denied", error_description: "stopped" };
    return provider.interactionFinished(req, res, stopped, { mergeWithLastSubmission: false });
  }
  const id = `person-${people.size}`;
  people.set(id, { [CODE]: told.code, [GIVEN]: told.given, [FAMILY]: told.family, preferred_username: told.code });
  const login = { accountId: id, acr: told.acr, amr: ["pwd"], remember: false };
  return provider.interactionFinished(req, res, { login }, { mergeWithLastSubmission: false });
}
