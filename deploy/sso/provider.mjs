// A district's identity provider for tests and the demonstration: a real OpenID provider whose people sign in by user name
// alone. Never for production. The file PROVIDER names holds {port, issuer, clients, users: [{username, sub, …claims}]} as JSON.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import Provider from "oidc-provider";

const { port, issuer, clients, users } = JSON.parse(readFileSync(process.env.PROVIDER, "utf8"));
const LONGEST_FORM = 10_000;

// New keys at every start: a restart is a rotation.
function signingKey(type, options, alg) {
  const { privateKey } = generateKeyPairSync(type, options);
  return { ...privateKey.export({ format: "jwk" }), kid: randomBytes(6).toString("hex"), alg, use: "sig" };
}

const claimsOf = ({ username, ...claims }) => claims;
const names = [...new Set(users.flatMap((user) => Object.keys(claimsOf(user))))];

const provider = new Provider(issuer, {
  clients,
  jwks: {
    keys: [signingKey("rsa", { modulusLength: 2048 }, "RS256"), signingKey("ec", { namedCurve: "P-256" }, "ES256")],
  },
  cookies: { keys: [randomBytes(24).toString("hex")] },
  claims: { openid: names, email: ["email", "email_verified"], profile: ["name", "given_name", "family_name"] },
  // As Entra, Google and Clever do: the claims stand in the ID token itself.
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  // It refuses to call private addresses, and here everybody lives on loopback.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  features: {
    devInteractions: { enabled: false },
    backchannelLogout: { enabled: true },
    introspection: { enabled: true },
    registration: { enabled: true },
    revocation: { enabled: true },
    rpInitiatedLogout: { enabled: true, logoutSource, postLogoutSuccessSource },
  },
  interactions: { url: (_, { uid }) => `/sign-in/${uid}` },
  issueRefreshToken: async (_, client) => client.grantTypeAllowed("refresh_token"),
  rotateRefreshToken: true,
  findAccount: (_, sub) => {
    const user = users.find((candidate) => candidate.sub === sub);
    return user && { accountId: sub, claims: async () => claimsOf(user) };
  },
  loadExistingGrant: async (ctx) => granted(ctx.oidc.client, ctx.oidc.session.accountId, ctx.oidc.params.scope),
  renderError: (ctx, out) => {
    ctx.type = "html";
    ctx.body = page("Refused", `<p>${escaped(out.error)}: ${escaped(out.error_description ?? "")}</p>`);
  },
});

// The district agreed to its own application: nobody is asked for consent.
async function granted(client, accountId, scope) {
  const grant = new provider.Grant({ clientId: client.clientId, accountId });
  grant.addOIDCScope(scope);
  await grant.save();
  return grant;
}

function escaped(text) {
  return String(text).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function page(title, body) {
  return `<!doctype html><html lang="en"><title>${title}</title><body><h1>${title}</h1>${body}</body></html>`;
}

function logoutSource(ctx, form) {
  const button = '<button type="submit" form="op.logoutForm" name="logout" value="yes">Sign out</button>';
  ctx.body = page("Sign out", form + button);
}

function postLogoutSuccessSource(ctx) {
  ctx.body = page("Signed out", "");
}

async function field(request, name) {
  let sent = "";
  for await (const block of request) {
    sent += block;
    if (sent.length > LONGEST_FORM) return null;
  }
  return new URLSearchParams(sent).get(name);
}

async function signIn(request, response) {
  const { prompt, params } = await provider.interactionDetails(request, response);
  if (prompt.name === "consent") {
    const { session } = await provider.interactionDetails(request, response);
    const grant = await granted({ clientId: params.client_id }, session.accountId, params.scope);
    return provider.interactionFinished(request, response, { consent: { grantId: grant.jti } });
  }
  const username = request.method === "POST" ? await field(request, "username") : null;
  const user = users.find((candidate) => candidate.username === username);
  if (user) return provider.interactionFinished(request, response, { login: { accountId: user.sub } });
  const form = '<form method="post"><label>User name <input name="username" autofocus></label><button>Sign in</button></form>';
  response.writeHead(request.method === "POST" ? 401 : 200, { "content-type": "text/html; charset=utf-8" });
  return response.end(page("Sign in", form));
}

const protocol = provider.callback();
createServer((request, response) => {
  if (!request.url.startsWith("/sign-in/")) return protocol(request, response);
  return signIn(request, response).catch((error) => {
    response.writeHead(400, { "content-type": "text/html; charset=utf-8" });
    response.end(page("Refused", `<p>${escaped(error.message)}</p>`));
  });
}).listen(port, "127.0.0.1");
