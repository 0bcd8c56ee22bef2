import type { Catalogue } from './entry.ts'

export const recordingCodes: Catalogue = {
  'export-not-written': {
    means: 'The file that was to be exported could not be written.',
    next: 'The message has the reason of the system. Name another place with `--out`, or print to stdout without it.',
  },
  'webhooks-incomplete': {
    means: '`record` was given one of `--webhooks` and `--forward` without the other.',
    next: 'Give both: the port to which the service sends, and the URL of your app.',
  },
  'webhooks-unheard': {
    means: 'The twin has events to tell, and no receiver: clients do not name any through the API, and `twin.toml` neither.',
    next: 'Add `[[webhooks.subscriptions]]` with a `url` to `twin.toml`, or leave it: nothing is sent.',
  },
  'webhooks-unsigned': {
    means: 'What the twin sends is signed, as the service signs it, and no secret is known: a recording never has it.',
    next: 'Set `secret` in `[webhooks]` of `twin.toml` to the one that your app checks with; `$NAME` is read from the environment.',
  },
  'webhooks-left-out': {
    means: 'The format that was asked for holds what clients ask, not what the service sends to them.',
    next: 'Nothing is lost: the recordings have the webhooks, and `doppel inspect` shows them.',
  },
  'cassette-invalid': {
    means: 'The file is none of those that the tool writes whose recordings were to be imported.',
    next: 'The message says what is wrong with it. Give the file as the tool has written it.',
  },
  'cassette-left-out': {
    means: 'Parts of a file are no exchanges, and were not imported: requests without an answer, mappings that many requests match.',
    next: 'Nothing needs to be done; what was left out is not known to the twin.',
  },
  'upstream-is-recorder': {
    means: '`base_url` or `--forward` leads back to the recorder itself, so that each request would come round for ever.',
    next: 'Set `base_url` in `twin.toml` to the real service and `--forward` to the app, or record on another port.',
  },
  'not-a-proxy': {
    means: 'A client used the recorder as a forward proxy; it only leads to the one service that it records.',
    next: 'Use its address in place of the address of the service.',
  },
  'upstream-unreachable': {
    means: 'The service could not be reached; the recorder answered 502 in its place, and recorded that.',
    next: 'The message has the reason. Start the service, or correct `base_url` in `twin.toml`.',
  },
  'upstream-reset': {
    means: 'The service closed the connection before its answer was whole.',
    next: 'Look into the log of the service; a client without the recorder would have met the same.',
  },
  'upstream-timeout': {
    means: 'The service did not accept a connection in time.',
    next: 'Check that the host and port of `base_url` are right and not behind a firewall.',
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
  'session-open': {
    means: 'A session is being recorded, or was cut off; it was left alone.',
    next: 'End the recording. If no recorder is running: `doppel recordings rescrub NAME --open`.',
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
    next: 'Correct the rule that the message names; the comments in the `scrub.toml` that `doppel init` writes say what a rule can say.',
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
  'recording-not-written': {
    means: 'A session could not be written to the disk.',
    next: 'The message has the reason of the system: permissions, a full or a read-only disk.',
  },
  'session-torn': {
    means:
      'A session ends in the middle of an exchange, because the recorder or the machine was stopped hard; the whole exchanges are used.',
    next: 'Nothing, or record the session again.',
  },
  'session-damaged': {
    means: 'A session does not hold what was written: a checksum does not hold. The exchanges before and after the damage are used.',
    next: 'Restore the file from a copy, or record the session again.',
  },
  'session-incomplete': {
    means: 'A session has fewer exchanges than its manifest says.',
    next: 'Restore the folder from a copy, or record the session again.',
  },
  'session-gap': {
    means: 'Exchanges of a session are missing: the recorder was killed while they were in flight, or the disk was full.',
    next: 'Record the session again if they matter.',
  },
  'session-bodies-omitted': {
    means: 'Bodies that were longer than the recorder keeps have passed, and the recording has only their length.',
    next: 'Nothing; routes with such bodies can not be replayed.',
  },
  'session-head-lost': {
    means: 'A session has lost its beginning, which says what it is a recording of; it is not used.',
    next: 'Restore the folder from a copy, or delete it.',
  },
  'session-empty': {
    means: 'A folder of a session has no file of exchanges.',
    next: 'Delete the folder.',
  },
  'session-format-unknown': {
    means: 'A session was written by another version of Doppel, or is no recording; it is not used.',
    next: 'Use the version that wrote it, or delete the folder.',
  },
  'har-not-json': {
    means: 'A file that should be HAR is not JSON.',
    next: 'Save the traffic as HAR, which is a JSON file, and import that.',
  },
  'har-invalid': {
    means: 'A file is JSON, but not HAR 1.2: it has no `log.entries`, or an entry lacks what it must have.',
    next: 'The message names the place. Save the traffic again, with its content.',
  },
  'har-nothing-to-import': {
    means: 'A HAR file has no entry of the service that the twin is of.',
    next: 'The message lists the services that it has; name the right one with `--base-url`.',
  },
  'har-other-services': {
    means: 'A HAR file also has entries of other services, which were left out.',
    next: 'Nothing, or import the file for the twins of those services too.',
  },
  'har-cached': {
    means: "Answers in a HAR file came from the browser's own cache, not from the service, and were left out.",
    next: 'Record with the cache switched off if they matter.',
  },
  'har-entry-unreadable': {
    means: 'An entry of a HAR file has content that can not be decoded, and was left out.',
    next: 'Save the traffic again if it matters.',
  },
}
