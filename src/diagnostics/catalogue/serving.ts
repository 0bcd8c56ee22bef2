import type { Catalogue } from './entry.ts'

/** Told by a fault at the start, or by a running twin in the body of an answer. */
export const servingCodes: Catalogue = {
  'port-in-use': {
    means: 'Another process listens on the port.',
    next: 'Stop it, or take another port; `--port 0` takes a free one.',
  },
  'port-not-permitted': {
    means: 'The system does not let this user listen on the port.',
    next: 'Take a port above 1023.',
  },
  'address-not-available': {
    means: '`--host` is no address of this machine.',
    next: 'Leave it out to listen on 127.0.0.1.',
  },
  'listen-failed': {
    means: 'The system refuses to listen, for another reason than the usual ones.',
    next: 'The message has the reason; try another `--host` or `--port`.',
  },
  'workers-refused': {
    means: 'Something was asked of `doppel serve --workers` that several processes can not do, or not so that one of them may die.',
    next: 'Serve without `--workers` for that; the message says what it is.',
  },
  'state-refused': {
    means:
      'Something was asked of `doppel serve --state` that servers which share sessions can not do, or `--state` does not name a Redis.',
    next: 'Serve without `--state` for that, or name a Redis: `redis://HOST:6379`; the message says what it is.',
  },
  'state-unreachable': {
    means: 'The Redis that holds the sessions does not answer.',
    next: 'Start it, or say where it is: `--state redis://[[USER]:PASSWORD@]HOST[:PORT][/DATABASE]`. A running server goes on by itself once Redis is back.',
  },
  'telemetry-invalid': {
    means: 'A variable of the environment whose name begins with `OTEL_` says where spans go, or which, in a way that is not understood.',
    next: 'Mend the variable that the message names, or set `OTEL_SDK_DISABLED=true` to serve without spans.',
  },
  'worker-failed': {
    means: 'A process of `doppel serve --workers` could not be started.',
    next: 'Mend what the message says, or serve without `--workers`.',
  },
  'cannot-listen': {
    means: 'The system refuses to let the recorder listen.',
    next: 'The message has the reason; try another `--host` or `--port`.',
  },
  'universe-up': {
    means: '`doppel up` was called where a universe is up already.',
    next: 'Use it, or end it with `doppel down`.',
  },
  'universe-not-up': {
    means: 'The command is about twins that `doppel up` has started, and none are.',
    next: 'Start them: `doppel up --detach`.',
  },
  'universe-failed': {
    means: 'No twin of the universe could be started, or under `--strict` and `--ci` one of them could not.',
    next: 'The message says why of each; mend it, or leave the twin out with `--only`.',
  },
  'universe-partly': {
    means: 'A twin refused what was to be done to all, after others had done it.',
    next: 'The message names both; put right what the twin refuses for, and repeat, or `doppel reset`.',
  },
  'universe-stays': {
    means: 'The process of a universe did not end when it was told to.',
    next: 'End it by force, as the help says.',
  },
  'logs-missing': {
    means: 'There is no log of a universe in this workspace.',
    next: 'It is written by `doppel up`, unless `log = false` in `doppel.toml`.',
  },
  'link-invalid': {
    means:
      'A link of `doppel.toml` names an event or a route that the twin does not have, has an expression that does not hold, or begins at a twin in which nothing happens: it answers from recordings.',
    next: 'Mend the link: `doppel show` prints what the twin has. Serve a twin in which links begin from its model.',
  },
  'not-recorded': {
    means: 'With `--fidelity strict`, no recording holds this request.',
    next: 'Record it, or serve with `--fidelity synth`.',
  },
  'twin-failure': {
    means: 'The twin failed on a request: a bug of Doppel, not an answer of the service.',
    next: 'The log of the server names the cause. Please report it.',
  },
  'body-too-large': { means: 'A request has a longer body than the twin takes.', next: 'Start the twin with a higher `--max-body-bytes`.' },
  'headers-too-large': { means: 'The headers of a request are longer than the twin takes.', next: 'Send less, for example fewer cookies.' },
  'conflicting-headers': { means: 'A header that may come once came more than once, with different values.', next: 'Send it once.' },
  'missing-host': { means: 'An HTTP/1.1 request came without a Host header.', next: 'Send one (RFC 9112, section 3.2).' },
  'malformed-request': { means: 'What came is not HTTP.', next: 'Check the client, and that it does not speak TLS to a plain port.' },
  'malformed-target': { means: 'The target of a request is neither a path nor an http URL.', next: 'See RFC 9112, section 3.2.' },
  'request-timeout': { means: 'A request did not come to its end in time.', next: 'Send it without long breaks.' },
  'expectation-not-supported': { means: 'A request expects something else than 100-continue.', next: 'Leave the Expect header out.' },
  'connect-not-supported': {
    means: 'A client used the twin as a forward proxy.',
    next: 'Use its address in place of the address of the service.',
  },
  'websocket-not-supported': {
    means: 'A client asked for a WebSocket, which twins do not speak.',
    next: 'Use the HTTP routes of the service.',
  },
  'invalid-session-name': {
    means: '`X-Doppel-Session` holds something that can not be the name of a session.',
    next: 'Use up to 128 letters, digits and `. _ : @ ~ + -`.',
  },
  'session-settings': {
    means: '`[sessions]` of `twin.toml`, or a flag in its place, says something of sessions that can not be.',
    next: 'The message says what; `doppel help serve` has the forms.',
  },
  'stage-invalid': {
    means:
      '`[cors]`, `[[limits]]`, `[idempotency]` or `[conditional]` of `twin.toml` names a route that there is not, or has a test that can not be read.',
    next: 'The message says which; `docs/guides/limits.md` has all that there is.',
  },
  'schedule-invalid': {
    means: '`[[later]]` of `twin.toml` names entities that the twin does not keep.',
    next: 'The message says which there are; `doppel show` prints them.',
  },
  'auth-secret-missing': {
    means: 'A secret in `[auth]` of `twin.toml` is to be read from the environment, and is not there.',
    next: 'Export it, or write the secret of your tests there.',
  },
  unauthenticated: {
    means: 'A request shows no credential that `[auth]` takes, and no recording shows how the service says so.',
    next: 'Send one of those that are declared.',
  },
  'insufficient-scope': { means: 'A token was given for less than its request needs.', next: 'Ask for the scope that the answer names.' },
  'rate-limited': {
    means: 'A client made more requests than a declared limit lets it, and no recording shows how the service says so.',
    next: 'Wait as `Retry-After` says, or move the clock of the session.',
  },
  'idempotency-key-missing': { means: 'A request has no idempotency key, though `[idempotency]` requires one.', next: 'Send one.' },
  'idempotency-conflict': { means: 'An idempotency key was used for another request.', next: 'Use a new key for each request.' },
  'precondition-required': {
    means: 'A change has no `If-Match`, though `[conditional]` requires one.',
    next: 'Read it first, and send its `ETag`.',
  },
  'idempotency-in-flight': {
    means: 'A request has a key of `[idempotency]` whose first request is not answered yet.',
    next: 'Ask again once that is answered, or say `in_flight = "wait"`.',
  },
  'precondition-failed': { means: 'What is to be changed is not what the request expects it to be.', next: 'Read it again.' },
  'clock-unknown': { means: 'A clock is named that there is not.', next: 'The message lists those that there are.' },
  'chaos-invalid': {
    means: '`chaos.yaml` of the twin, or `--chaos`, says something that can not be done.',
    next: 'The message says where and what; `docs/guides/chaos.md` has all that there is.',
  },
  'error-on-demand': {
    means: 'Chaos made this answer, and no recording shows how the service words an error of this status.',
    next: 'Give the rule a `body`, or record such an error.',
  },
  'unknown-chaos': {
    means: '`X-Doppel-Chaos`, or a call of the control plane, asks for something to go wrong that there is not.',
    next: 'Name a profile of `chaos.yaml`, or a fault.',
  },
  'fixture-malformed': {
    means: 'A file in `state/fixtures` of the twin holds no entities of a collection that its model has.',
    next: 'Name it after a collection, and write a list of entities into it.',
  },
  'fixture-unreadable': {
    means: 'A file or folder in `state/fixtures` of the twin can not be read.',
    next: 'The message has the reason of the system.',
  },
  'unknown-fixture': {
    means: 'A session is to begin with a fixture that the twin does not have.',
    next: 'The answer lists those that it has: the folders in `state/fixtures`.',
  },
  'fixture-too-late': {
    means: 'A request asks for a fixture, but its session has begun without.',
    next: 'Send `X-Doppel-Fixture` with the first request of a session.',
  },
  'too-many-sessions': {
    means: 'Every place for a session is taken.',
    next: 'End some, or start the twin with a higher `--max-sessions`.',
  },
}
