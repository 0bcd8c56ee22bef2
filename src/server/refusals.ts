import type { Refusal } from './wire/refuse.ts'

/** Everything that the server itself refuses, in one place. */

export function bodyTooLarge(maxBodyBytes: number): Refusal {
  return {
    status: 413,
    code: 'body-too-large',
    message: `the body is longer than ${maxBodyBytes} bytes`,
    help: 'start the twin with a higher --max-body-bytes',
  }
}

export function headerConflict(name: string): Refusal {
  return {
    status: 400,
    code: 'conflicting-headers',
    message: `${name} is sent more than once, with different values`,
    help: `send ${name} once`,
  }
}

export const missingHost: Refusal = {
  status: 400,
  code: 'missing-host',
  message: 'an HTTP/1.1 request must have a Host header',
  help: 'see RFC 9112, section 3.2',
}

export const malformedTarget: Refusal = {
  status: 400,
  code: 'malformed-target',
  message: 'the request target is neither a path nor an http URL',
  help: 'see RFC 9112, section 3.2',
}

export const webSocketRefused: Refusal = {
  status: 501,
  code: 'websocket-not-supported',
  message: 'this twin does not speak WebSocket',
  help: 'use the HTTP routes of the service',
}

export const expectationRefused: Refusal = {
  status: 417,
  code: 'expectation-not-supported',
  message: 'the only expectation that can be met is 100-continue',
  help: 'leave the Expect header out',
}

export const invalidSessionName: Refusal = {
  status: 400,
  code: 'invalid-session-name',
  message: 'a session name has 1 to 128 letters, digits and . _ : @ ~ + -, and begins with a letter or digit',
  help: 'name another session in X-Doppel-Session or after /~, or none for the default session',
}

export function tooManySessions(maxSessions: number): Refusal {
  return {
    status: 503,
    code: 'too-many-sessions',
    message: `all ${maxSessions} sessions are in use`,
    help: 'end some with DELETE /__doppel/session?session=NAME, or start the twin with a higher --max-sessions',
  }
}

export const twinFailure: Refusal = {
  status: 500,
  code: 'twin-failure',
  message: 'the twin failed on this request: this is a bug of Doppel, not an answer of the service',
  help: 'the log of the server names the cause',
}

export function unknownFixture(name: string, known: readonly string[]): Refusal {
  return {
    status: 404,
    code: 'unknown-fixture',
    message: `the twin has no fixture ${JSON.stringify(name)}`,
    help: known.length === 0 ? `put entities into state/fixtures/${name}/COLLECTION.json of the twin` : `it has ${known.join(', ')}`,
  }
}

export function fixtureTooLate(name: string, session: string): Refusal {
  return {
    status: 409,
    code: 'fixture-too-late',
    message: `the session ${JSON.stringify(session)} has begun without the fixture ${JSON.stringify(name)}`,
    help: 'send X-Doppel-Fixture with the first request of a session: name a new one, or end this one with DELETE /__doppel/session',
  }
}

export function unknownChaos(message: string): Refusal {
  return {
    status: 400,
    code: 'unknown-chaos',
    message,
    help: 'name a profile of chaos.yaml, a fault (latency=2s, error=503, timeout), several with commas, or none',
  }
}

export const onlyControl: Refusal = {
  status: 404,
  code: 'only-control',
  message: 'this port is for control only',
  help: 'ask the twin at the address that it printed; what there is here is listed at /__doppel/',
}
