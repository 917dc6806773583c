#!/usr/bin/env node
// A tour of Kilonova's gRPC API with stubs made from its protos at run time, and nothing else.
//
// Load an openrc file that `kilonova up` wrote (it names the endpoint and the user), `npm install`, then run it:
// (where it names an OS_CACERT, set NODE_EXTRA_CA_CERTS=$OS_CACERT too: Node reads that at its start)
//   node tour.js [--endpoint HOST:PORT] [--image ID-OR-NAME] [--flavor ID]
// The protos that ours import are gathered by the build in clients/target/protos.
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import grpc from '@grpc/grpc-js';
import loader from '@grpc/proto-loader';
import protobuf from 'protobufjs';

const given = parseArgs({ options: { endpoint: { type: 'string' }, image: { type: 'string' }, flavor: { type: 'string' } } }).values;
const endpoint = given.endpoint ?? process.env.KILONOVA_GRPC;
const protos = protoFolders();
const { api, types } = loadStubs();
const { compute: { v1: compute }, image: { v1: image } } = api.kilonova;
const metadata = new grpc.Metadata();

function stop(message) {
  console.error(message);
  process.exit(1);
}

function expect(condition, what) {
  if (!condition) stop(`FAILED: ${what}`);
  console.log(`  ${what}`);
}

/** Our protos and those they import, found from this file upwards. */
function protoFolders() {
  let home = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(home, 'proto/src/main/proto')) && home !== dirname(home)) home = dirname(home);
  const folders = [join(home, 'proto/src/main/proto'), join(home, 'clients/target/protos')];
  for (const folder of folders) if (!existsSync(folder)) stop(`${folder} is missing: build first (./kilonova --version does)`);
  return folders;
}

/** `api` makes the calls; `types` reads messages packed into an Any, which gRPC's loader does not offer. */
function loadStubs() {
  const files = readdirSync(protos[0], { recursive: true }).filter((name) => name.endsWith('.proto')).sort()
    .concat('google/rpc/status.proto', 'google/rpc/error_details.proto', 'grpc/health/v1/health.proto', 'grpc/reflection/v1/reflection.proto');
  const definition = loader.loadSync(files, { keepCase: true, includeDirs: protos, longs: String, enums: String, defaults: true, oneofs: true });
  const root = new protobuf.Root();
  root.resolvePath = (_, target) => protos.map((folder) => join(folder, target)).find(existsSync) ?? target;
  return { api: grpc.loadPackageDefinition(definition), types: root.loadSync(files, { keepCase: false }) };
}

function unpack(any) {
  return types.lookupType(any.type_url.split('/').pop()).decode(any.value);
}

async function login() {
  const env = process.env;
  const missing = ['OS_AUTH_URL', 'OS_USERNAME', 'OS_PASSWORD', 'OS_PROJECT_NAME'].filter((name) => !env[name]);
  if (missing.length || !endpoint) stop(`not set: ${missing.join(' ') || 'KILONOVA_GRPC'} (load the openrc file that \`kilonova up\` wrote)`);
  const user = { name: env.OS_USERNAME, password: env.OS_PASSWORD, domain: { name: env.OS_USER_DOMAIN_NAME ?? 'Default' } };
  const project = { name: env.OS_PROJECT_NAME, domain: { name: env.OS_PROJECT_DOMAIN_NAME ?? 'Default' } };
  const response = await fetch(`${env.OS_AUTH_URL}/auth/tokens`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ auth: { identity: { methods: ['password'], password: { user } }, scope: { project } } }),
  });
  if (response.status !== 201) stop(`the identity service answered ${response.status}`);
  return response.headers.get('x-subject-token');
}

/** Under TLS when the identity service is; OS_CACERT names the certificates to trust, else Node's own count. */
function credentials() {
  const { OS_AUTH_URL: identity, OS_CACERT: file } = process.env;
  return identity.startsWith('https:') ? grpc.credentials.createSsl(file ? readFileSync(file) : null) : grpc.credentials.createInsecure();
}

const open = (Service) => new Service(endpoint, credentials());

/** One unary call, as a promise. */
function call(client, method, request, { withToken = true, seconds = 60 } = {}) {
  return new Promise((done, failed) => client[method](request, withToken ? metadata : new grpc.Metadata(),
    { deadline: Date.now() + seconds * 1000 }, (error, answer) => (error ? failed(error) : done(answer))));
}

/** The error that a call fails with. */
async function refusal(answer) {
  try {
    await answer;
  } catch (error) {
    return error;
  }
  return stop('FAILED: the call should have been refused');
}

async function reflectionAndHealth() {
  console.log('reflection');
  const reflection = open(api.grpc.reflection.v1.ServerReflection).ServerReflectionInfo();
  const services = await new Promise((done, failed) => {
    reflection.on('data', (answer) => done(answer.list_services_response.service.map((service) => service.name)));
    reflection.on('error', failed);
    reflection.write({ list_services: '' });
  });
  reflection.end();
  expect(services.includes('kilonova.compute.v1.ServerService'), `${services.length} services are listed without a token`);
  console.log('health');
  const health = open(api.grpc.health.v1.Health);
  const ours = services.filter((name) => name.startsWith('kilonova.'));
  for (const service of ['', ...ours]) {
    const { status } = await call(health, 'Check', { service }, { withToken: false });
    if (status !== 'SERVING') stop(`FAILED: ${service} is ${status}`);
  }
  expect(ours.length > 1, `the whole process and each of its ${ours.length} services are SERVING`);
}

/** What google.rpc says of a refusal, by the name of the detail. */
function detailsOf(error) {
  const status = types.lookupType('google.rpc.Status').decode(error.metadata.get('grpc-status-details-bin')[0]);
  return Object.fromEntries(status.details.map((any) => [any.type_url.split('.').pop(), unpack(any)]));
}

async function refusals(servers) {
  console.log('error details');
  const stranger = await refusal(call(servers, 'GetServer', { id: 'x' }, { withToken: false }));
  expect(stranger.code === grpc.status.UNAUTHENTICATED, 'a call without a token is UNAUTHENTICATED');
  const unknown = await refusal(call(servers, 'GetServer', { id: randomUUID() }));
  const details = detailsOf(unknown);
  expect(unknown.code === grpc.status.NOT_FOUND && details.ErrorInfo.reason === 'NotFound',
    `an unknown server is NOT_FOUND/${details.ErrorInfo.reason} of kind '${details.ResourceInfo?.resourceType}'`);
  const invalid = await refusal(call(servers, 'CreateServer', { server: { name: 'n'.repeat(256) } }));
  const fields = detailsOf(invalid).BadRequest.fieldViolations.map(({ field }) => field);
  expect(invalid.code === grpc.status.INVALID_ARGUMENT && fields.some((field) => field.includes('name')),
    `a name of 256 characters is INVALID_ARGUMENT, and the fields at fault are named: ${fields.join(', ')}`);
}

async function createTwice(servers, server) {
  console.log('the same request_id twice');
  const request = { server, request_id: randomUUID() };
  const [first, second] = [await call(servers, 'CreateServer', request), await call(servers, 'CreateServer', request)];
  expect(first.name === second.name, `one operation: ${first.name}`);
  const [about, again] = [unpack(first.metadata), unpack(second.metadata)];
  const listed = await call(servers, 'ListServers', { filter: { name: `^${server.name}$` } });
  expect(listed.servers.length === 1 && [about, again].every(({ subjectId }) => subjectId === listed.servers[0].id),
    `one server: ${about.subjectId}`);
  const other = await refusal(call(servers, 'CreateServer', { ...request, server: { ...server, description: 'another' } }));
  const { ErrorInfo } = detailsOf(other);
  expect(ErrorInfo.reason === 'RequestIdReused', `another body under it is ${grpc.status[other.code]}/${ErrorInfo.reason}`);
  return about;
}

/** Reads a watch until a message satisfies and the next bookmark is there; gives that bookmark. */
function watch(servers, revision, until) {
  return new Promise((done, failed) => {
    let satisfied = false;
    const stream = servers.WatchServers({ revision }, metadata, { deadline: Date.now() + 120_000 });
    stream.on('data', (message) => {
      satisfied ||= until(message);
      if (satisfied && Number(message.bookmark) > 0) {
        done(Number(message.bookmark));
        stream.cancel();
      }
    });
    stream.on('error', (error) => { if (error.code !== grpc.status.CANCELLED) failed(error); });
  });
}

async function waitFor(operations, id) {
  const done = await call(operations, 'WaitOperation', { id, timeout: { seconds: 120 } }, { seconds: 150 });
  expect(done.done && !done.error, `${done.name} is done`);
}

async function tour() {
  metadata.set('authorization', `Bearer ${await login()}`);
  const servers = open(compute.ServerService);
  const operations = open(compute.OperationService);
  await reflectionAndHealth();
  await refusals(servers);
  const { flavors } = await call(open(compute.FlavorService), 'ListFlavors', {});
  const { images } = await call(open(image.ImageService), 'ListImages', { filter: { statuses: ['IMAGE_STATUS_ACTIVE'] } });
  const chosen = images.find(({ id, name }) => !given.image || given.image === id || given.image === name);
  if (!chosen) stop('there is no such image: make one (openstack image create) or name another by --image');
  const size = given.flavor ?? flavors[0].id;

  console.log('watch from a snapshot');
  const bookmark = await watch(servers, 0, (message) => message.snapshot_complete);
  expect(bookmark > 0, `the snapshot is complete at revision ${bookmark}`);

  const made = [];
  for (let n = 0; n < 2; n++) {
    const name = `tour-node-${randomUUID().slice(0, 8)}`;
    const spec = { name, image_id: chosen.id, flavor_id: size, network_choice: 'NETWORK_CHOICE_NONE' };
    made.push({ name, ...await createTwice(servers, spec) });
  }
  console.log('wait for the operations');
  for (const { id } of made) await waitFor(operations, id);

  console.log('watch from a revision');
  const active = ({ events }) => events.some(({ server }) => server.id === made[0].subjectId && server.resting_state === 'RESTING_STATE_ACTIVE');
  expect(await watch(servers, bookmark, active) > bookmark, `${made[0].name} became ACTIVE after revision ${bookmark}`);

  console.log('paging and field mask');
  const seen = [];
  let pages = 0;
  let page = { next_page_token: '' };
  do {
    page = await call(servers, 'ListServers', { page_size: 1, page_token: page.next_page_token, filter: { name: '^tour-node-' } });
    seen.push(...page.servers.map(({ name }) => name));
    pages++;
  } while (page.next_page_token);
  expect(made.every(({ name }) => seen.includes(name)), `${seen.length} servers on ${pages} pages of one`);
  const masked = await call(servers, 'GetServer', { id: made[0].subjectId, read_mask: { paths: ['name'] } });
  expect(masked.name === made[0].name && !masked.image_id, 'a mask of `name` fills the name only');
  const changed = await call(servers, 'UpdateServer',
    { server: { id: made[0].subjectId, name: 'not taken', description: 'taken' }, update_mask: { paths: ['description'] } });
  expect(changed.name === made[0].name && changed.description === 'taken', 'a mask of `description` changes the description only');

  console.log('delete');
  for (const { subjectId } of made) {
    const deletion = await call(servers, 'DeleteServer', { id: subjectId, request_id: randomUUID() });
    await waitFor(operations, unpack(deletion.metadata).id);
  }
  const gone = ({ events }) => events.some(({ kind, server }) => server.id === made[0].subjectId && kind === 'KIND_DELETED');
  expect(await watch(servers, bookmark, gone) > bookmark, 'a watch from the same revision tells that it is gone');
  console.log('the tour is over: everything went as it should');
}

await tour();
process.exit(0);
