// An OpenID provider for people to sign in at: oidc-provider as it is published, with its own pages for development.
// Arguments: the client's identifier, its secret, its redirect address. Tells its issuer on the first line.
import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';

const [client, secret, redirect] = process.argv.slice(2);
const server = createServer();
await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
const issuer = `http://127.0.0.1:${server.address().port}`;
const provider = new Provider(issuer, {
  clients: [
    { client_id: client, client_secret: secret, redirect_uris: [redirect] },
    { client_id: 'somebody-else', client_secret: secret, redirect_uris: [redirect] },
  ],
  cookies: { keys: [secret] },
});
server.on('request', provider.callback());
process.stdout.write(`${issuer}\n`);
