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
  'clock-not-moved': {
    means: 'The time of a session runs forward only, to the last moment that a date can name.',
    next: 'Take a snapshot before and restore it to go back.',
  },
  'too-many-snapshots': {
    means: 'The session has as many snapshots as it may have.',
    next: 'Forget one with `DELETE /__doppel/snapshot`.',
  },
  'session-exists': { means: 'A session can not be forked to the name of one that there is.', next: 'Give another name, or end it first.' },
  'unknown-snapshot': { means: 'The session has no snapshot of this name.', next: 'The answer lists those that it has.' },
  'cannot-fork': {
    means: 'The sessions of this twin can not be copied: it is none that Doppel made.',
    next: 'Give it `TwinSession.fork` and `TwinSession.entities`.',
  },
  'cannot-export': {
    means: 'The sessions of this twin can not be written down: it is none that Doppel made.',
    next: 'Give it `TwinSession.save`, `Twin.loadSession` and `Twin.fingerprint`.',
  },
  'session-document': {
    means: 'What should be a session is no whole document of one, or not as it was written. Nothing was changed.',
    next: 'Export the session once more: `doppel session NAME export --out FILE`.',
  },
  'session-format': {
    means: 'The document of a session was written by a version of Doppel with another format. Nothing was changed.',
    next: 'Export and import with the same version.',
  },
  'session-model': {
    means:
      'The session belongs to another model, or to this one with other settings, fixtures or answers known by heart. Nothing was changed.',
    next: 'Serve the model from which it was exported.',
  },
  'session-clock': {
    means: 'The session reads a clock that there is not where it is imported, such as one that twins of a universe share.',
    next: 'Import it where that clock is.',
  },
  'no-webhooks': {
    means: 'The twin tells nobody of anything.',
    next: 'Say in `[webhooks]` of its `twin.toml` which events there are and who is told.',
  },
  'unknown-delivery': {
    means: 'The session remembers no delivery of this id.',
    next: '`GET /__doppel/webhooks` lists them; the oldest of more than 1000 are forgotten.',
  },
  'journal-incomplete': {
    means: 'Requests were pushed out of the journal, which keeps the last 10,000 of all sessions: it can not be said how many there were.',
    next: 'Empty the journal of the session before what is to be counted: `DELETE /__doppel/journal`.',
  },
  'twin-not-running': {
    means: 'No twin of this name is served from this workspace.',
    next: 'Start it with `doppel serve NAME`, or say where it runs with `--url`.',
  },
  'twin-runs-twice': { means: 'The twin is served more than once from this workspace.', next: 'Say which is meant with `--url`.' },
  'control-silent': {
    means: 'What should be a running twin does not answer, or answers as none of this version would.',
    next: 'Look whether it is still served, and by the address that it printed.',
  },
  'control-action': {
    means: 'A command for a running twin has a value or an option too many or too few.',
    next: 'The message says which.',
  },
  'control-token': {
    means: 'The twin is controlled with a token only.',
    next: 'Put it into `DOPPEL_CONTROL_TOKEN`, or send it as `Authorization: Bearer TOKEN`.',
  },
  'control-remote': {
    means: 'A twin without a token is controlled from its own machine only.',
    next: 'Start it with `DOPPEL_CONTROL_TOKEN` in its environment, and send that.',
  },
  'only-control': {
    means: 'The port is the one of `--control-port`: no twin answers there.',
    next: 'Use the address that the twin printed.',
  },
  'unknown-session': { means: 'There is no session of this name.', next: '`GET /__doppel/session` lists them.' },
}
