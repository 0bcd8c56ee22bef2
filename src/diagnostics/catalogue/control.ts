import type { Catalogue } from './entry.ts'

/** Answers of `/__doppel/` on a twin or a recorder. */
export const controlCodes: Catalogue = {
  'foreign-caller': {
    means: 'A web page, or a name that is not allowed, called the control plane: it is for this machine only.',
    next: 'Call it from the machine itself, or allow the name with `--allow-host`.',
  },
  'bad-control-request': {
    means: 'A call of the control plane has a body or parameters that it can not read.',
    next: 'The answer says what to send.',
  },
  'unknown-control-path': { means: 'There is nothing at this path under `/__doppel/`.', next: 'The answer lists what there is.' },
  'wrong-control-method': { means: 'This path of the control plane has another method.', next: 'The Allow header names it.' },
  'missing-session-name': { means: 'The call must name a session.', next: 'Add `?session=NAME`.' },
  'no-webhooks': {
    means: 'The twin tells nobody of anything.',
    next: 'Say in `[webhooks]` of its `twin.toml` which events there are and who is told.',
  },
  'unknown-delivery': {
    means: 'The session remembers no delivery of this id.',
    next: '`GET /__doppel/webhooks` lists them; the oldest of more than 1000 are forgotten.',
  },
  'unknown-session': { means: 'There is no session of this name.', next: '`GET /__doppel/session` lists them.' },
}
