import type { Catalogue } from './entry.ts'

export const recordingCodes: Catalogue = {
  'upstream-is-recorder': {
    means: '`base_url` leads back to the recorder itself, so that each request would come round for ever.',
    next: 'Set `base_url` in `twin.toml` to the real service, or record on another port.',
  },
  'not-a-proxy': {
    means: 'A client used the recorder as a forward proxy; it only leads to the one service that it records.',
    next: 'Use its address in place of the address of the service.',
  },
  'method-not-allowed': {
    means: 'A path under `/__doppel/` was called with a method that it does not have.',
    next: 'The Allow header names the right one.',
  },
  'disk-full': {
    means: 'The disk is full: recording has stopped, and the traffic still passes.',
    next: 'Make room, then `POST /__doppel/new-session` to record again.',
  },
  'disk-failed': {
    means: 'The disk does not take what is written: recording has stopped, and the traffic still passes.',
    next: 'The message has the reason of the system. Mend it, then `POST /__doppel/new-session` to record again.',
  },
  'recording-unreadable': {
    means: 'The file of a recorded session can not be read.',
    next: 'Delete or repair the folder that the message names; the other sessions are not affected.',
  },
  'session-unknown': {
    means: 'The twin has no recorded session of this id.',
    next: '`doppel inspect NAME` lists them.',
  },
  'exchange-unknown': {
    means: 'The session has no exchange of this number.',
    next: '`doppel inspect NAME SESSION` lists them.',
  },
  'recordings-missing': {
    means: 'The twin has no recordings to work with.',
    next: 'Record some: `doppel record NAME --port 8080`.',
  },
  'scrub-failed': {
    means: 'An exchange could not be scrubbed and was therefore not written.',
    next: 'The message has the cause; the traffic is not affected. Please report it.',
  },
  'scrub-policy-invalid': {
    means: '`scrub.toml` has a rule that can not work; nothing is recorded without scrubbing.',
    next: 'Correct the rule that the message names.',
  },
  'scrub-key-unknown': {
    means: 'A key of `scrub.toml` does nothing, most often because of a typing error.',
    next: 'Correct or remove it.',
  },
  'scrub-key-invalid': {
    means: '`.doppel/scrub.key` is not a key: tokens could not be made the same way as before.',
    next: 'Restore it from a copy. Without it, remove the file; tokens of new recordings then differ from those of old ones.',
  },
  'scrub-key-unreadable': {
    means: '`.doppel/scrub.key` can not be read.',
    next: 'The message has the reason of the system, most often missing permissions.',
  },
}
