// A real SAML provider for the tests, on a free port of this machine. It ends when its input does.
import { readFileSync } from "node:fs";
import express from "express";
import samlp from "samlp";

const NAMES = { code: "urn:oid:1.2.246.21", family: "urn:oid:2.5.4.4", given: "urn:oid:2.5.4.42" };
const LOA2 = "http://ftn.ficora.fi/2017/loa2";
const REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect";
const [folder, client, home] = process.argv.slice(2);
const [key, cert, ours] = ["idp.key", "idp.crt", "koppi.crt"].map((name) => readFileSync(`${folder}/${name}`));
const here = `${home}/sign-in/saml/residents`;

// Who has been let in where, so that one way out ends all.
const participants = {
  all: [],
  hasElements: () => participants.all.length > 0,
  getFirst: (done) => done(null, participants.all[0]),
  get: (issuer, indices, nameId, done) => done(null, participants.all.find((one) => one.nameId === nameId)),
  remove: (issuer, index, nameId, done) => {
    participants.all = participants.all.filter((one) => one.nameId !== nameId);
    done(null);
  },
};

class Person {
  constructor(told) { this.told = told; }
  getClaims() {
    return Object.fromEntries(Object.entries(NAMES).map(([short, name]) => [name, this.told[short]]));
  }
  getNameIdentifier() {
    return { nameIdentifier: this.told.id, nameIdentifierFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient" };
  }
}

const session = {};
const app = express();
app.use(express.urlencoded({ extended: false }));
app.use((req, res, next) => { req.session = session; next(); });

app.get("/sso", (req, res) => {
  const kept = Object.entries(req.query).map(([name, value]) => `<input type="hidden" name="${name}" value="${value}">`);
  res.send(`<!doctype html><html lang="en"><title>Identify yourself</title><form action="/answer">${kept.join("")}
    <input name="code"> <input name="given"> <input name="family"> <input name="acr" value="${LOA2}">
    <button name="go" value="on">Identify</button> <button name="go" value="stop">Stop</button></form>`);
});

app.get("/answer", (req, res, next) => {
  const id = `person-${Date.now()}`, sessionIndex = `session-${Date.now()}`;
  const common = { issuer: app.issuer, cert, key, signatureAlgorithm: "rsa-sha256", digestAlgorithm: "sha256" };
  if (req.query.go === "stop") {
    return samlp.parseRequest(req, { signingCert: ours.toString(), deflate: true }, (error, asked) => {
      if (error) return next(error);
      const status = "urn:oasis:names:tc:SAML:2.0:status:";
      samlp.sendError({
        ...common, signResponse: true, destination: `${here}/answer/`, inResponseTo: asked.id,
        error: { code: `${status}AuthnFailed`, description: "stopped" },
        getPostURL: (request, done) => done(null, `${here}/answer/`),
      })(req, res, next);
    });
  }
  participants.all.push({
    serviceProviderId: client, sessionIndex, nameId: id, binding: REDIRECT, cert: ours.toString(),
    nameIdFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:transient", serviceProviderLogoutURL: `${here}/logout/`,
  });
  samlp.auth({
    ...common, sessionIndex, signingCert: ours.toString(), destination: `${here}/answer/`, recipient: `${here}/answer/`,
    authnContextClassRef: req.query.acr, lifetimeInSeconds: 300, includeAttributeNameFormat: true,
    profileMapper: Object.assign((told) => new Person(told), { metadata: [] }),
    getUserFromRequest: () => ({ ...req.query, id }),
    getPostURL: (audience, dom, request, done) => done(null, `${here}/answer/`),
  })(req, res, next);
});

app.get("/slo", (req, res, next) => samlp.logout({
  issuer: app.issuer, cert, key, deflate: true, protocolBinding: REDIRECT, destination: `${here}/logout/`,
  signatureAlgorithm: "rsa-sha256", digestAlgorithm: "sha256", sessionParticipants: participants,
})(req, res, next));

process.stdin.resume().on("end", () => process.exit());
const server = app.listen(0, "127.0.0.1", () => {
  app.issuer = `http://127.0.0.1:${server.address().port}`;
  console.log(app.issuer);
});
