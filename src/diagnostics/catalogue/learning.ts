import type { Catalogue } from './entry.ts'

export const learningCodes: Catalogue = {
  'model-missing': {
    means: 'The twin has no model yet.',
    next: 'Learn one from its recordings: `doppel synth NAME`.',
  },
  'model-unreadable': {
    means: '`model/model.json` is there but can not be read.',
    next: 'The message has the reason of the system, most often missing permissions.',
  },
  'model-unwritable': {
    means: '`model/model.json` can not be written; the model before it is untouched.',
    next: 'The message has the reason of the system: permissions, a full or a read-only disk.',
  },
  'model-malformed': {
    means: '`model/model.json` is not a model that this version understands.',
    next: 'Learn it again with `doppel synth NAME`, or correct it at the place that the message names.',
  },
  'model-invalid': {
    means: 'The model does not compile: a rule names something that is not there.',
    next: 'Learn it again with `doppel synth NAME`, or correct the rule that the message names.',
  },
  'latencies-malformed': {
    means: '`model/latencies.json`, how long the service took, is not what this version understands.',
    next: 'Learn it again with `doppel synth NAME`, or delete it: then no latency can be as recorded.',
  },
  'recalls-malformed': {
    means: '`model/recalls.json`, the answers that the twin knows by heart, is not what this version understands.',
    next: 'Learn it again with `doppel synth NAME`, or delete it: then the rules alone answer.',
  },
  'recalls-stale': {
    means: 'The answers in `model/recalls.json` belong to another model than the one in `model/model.json`, and are not used.',
    next: 'Nothing, when the model was edited on purpose; `doppel synth NAME` learns both anew.',
  },
  'sessions-unlearned': {
    means: 'The twin is checked on sessions that its model was not learned from, most often because they were recorded later.',
    next: 'Nothing, when they were held out on purpose; else learn again with `doppel synth NAME`.',
  },
  'evidence-missing': {
    means: 'There is no `model/evidence.json` beside the model: what its rules rest on is not known.',
    next: 'Learn it again with `doppel synth NAME`.',
  },
  'evidence-malformed': {
    means: '`model/evidence.json`, what the rules of the model rest on, is not what this version understands.',
    next: 'Learn it again with `doppel synth NAME`.',
  },
  'explore-unsafe': {
    means: '`doppel explore` writes to the service, and no service was declared safe for that.',
    next: 'Start a copy whose data you can lose, and name it under `[explore]` in `twin.toml`, or with `--upstream`.',
  },
  'field-unknown': {
    means: 'No answer of the route has a field of this path.',
    next: '`doppel show NAME ROUTE` shows what its answers are made of; items of a list are written `lines[].sku`.',
  },
  'route-unknown': {
    means: 'The model has no route of this method and path.',
    next: '`doppel show NAME` shows all.',
  },
  'recordings-only-errors': {
    means: 'Every recorded answer is an error, and so a twin that is learned from them can answer nothing else.',
    next: 'Look at them with `doppel inspect NAME latest`; then record again with working credentials and `base_url`.',
  },
  'held-out-skipped': {
    means: '`doppel synth` did not judge the model on sessions that it has not seen: there are too few, or far too much in them.',
    next: 'Record more sessions, or run `doppel check NAME --held-out`.',
  },
  'check-empty': {
    means: 'There was nothing to compare, and a check of nothing does not pass.',
    next: 'Record sessions, or check others than those that were asked for.',
  },
  'suppression-unused': {
    means: 'A `[[diff.suppress]]` of `twin.toml` took nothing out of the report.',
    next: 'Remove it, or write its path, route and category as they are in the report.',
  },
  'drift-rule-unused': {
    means: 'A `[[suppress]]` or `[[reclassify]]` of `drift.toml` met no drift.',
    next: 'Remove it when the drift is gone, or write its id, type, route and path as they are in the report.',
  },
  'recordings-too-old': {
    means:
      'Routes were last recorded longer ago than `max_age` under `[freshness]` in `twin.toml`: the service may do something else by now.',
    next: 'Record them again and learn: `doppel record NAME`, then `doppel synth NAME`.',
  },
  'recordings-ageing': {
    means: 'Routes were last recorded longer ago than `warn_age` under `[freshness]` in `twin.toml`.',
    next: 'Record them again before they are older than `max_age`.',
  },
  'override-unused': {
    means: 'A key of `[diff.overrides]` in `twin.toml` was for no exchange.',
    next: 'Remove it, or write method and path as they are in the report; where several fit, the first counts.',
  },
  'field-rule-unused': {
    means: 'A key of `[diff.fields]` in `twin.toml` matched no field of any answer.',
    next: 'Remove it, or write the path as it is in the report.',
  },
  'diff-impossible': {
    means: '`doppel diff` was given too little or too much: it compares two models, or a twin with new recordings.',
    next: '`doppel diff FROM TO`, or `doppel diff NAME --recordings FOLDER`.',
  },
  'duel-exercise': {
    means: '`doppel duel` needs something that sends requests: a command or recorded sessions.',
    next: 'Give `--exercise CMD` or `--sessions FILE`, one of the two.',
  },
  'duel-second': {
    means: '`--second` of `doppel duel` is the service at `--upstream` itself; every write would be done twice.',
    next: 'Start another instance of the service, with data of its own.',
  },
  'duel-writes': {
    means: 'The sessions to send again hold requests that may write, and nobody has said that the service may be written to.',
    next: 'Add `--allow-writes` if its data can be lost, or give sessions that only read.',
  },
  'duel-empty': {
    means: 'No request came through a duel that the service answered in full, and a comparison of nothing does not pass.',
    next: 'See that the exercise sends its requests to `$DOPPEL_URL`, and that `--upstream` is reached.',
  },
  'duel-exercise-failed': {
    means: 'The command of `--exercise` did not end with 0: it may have left out requests that it was to send.',
    next: 'Its output is above the report. The report is about what was sent.',
  },
  'duel-reset': {
    means: 'The command of `--reset` did not end with 0: whether the service is back at its beginning is not known.',
    next: 'Its output is above the message.',
  },
  'duel-second-silent': {
    means: 'The instance at `--second` gave no answer to some requests; these were judged without it.',
    next: 'See that it is reached, and as fresh as the service at `--upstream`.',
  },
  'sessions-missing': {
    means: 'The folder has no recorded sessions.',
    next: 'Give the folder of a twin, such as `twins/orders`, or a HAR file.',
  },
  'check-target': {
    means: 'The options of `doppel check` name more than one thing to replay on, or belong to another one.',
    next: 'Give one of `--wire`, `--target`, `--upstream` and `--held-out`, and what belongs to it.',
  },
  'check-unconfirmed': {
    means: 'The live service was to be asked, and nobody said that it may be.',
    next: 'Answer the question at a terminal, or add `--yes`. Nothing was sent.',
  },
  'check-stopped': {
    means: 'The check was stopped before all recordings were replayed; such a run does not pass.',
    next: 'Check again.',
  },
  'service-silent': {
    means: 'A server at `--target` or `--upstream` gave no answer several times in a row, and was not asked any more.',
    next: 'See that it runs, and that its address and certificate are right; the message has the reason.',
  },
  'credential-missing': {
    means: '`[upstream.headers]` in `twin.toml` names a variable that is not in the environment.',
    next: 'Export it, or give the header with `--header`.',
  },
  'webhook-secret-missing': {
    means: 'A secret in `[webhooks]` of `twin.toml` names a variable that is not in the environment.',
    next: 'Export it, or write the secret of your tests there.',
  },
  'credentials-scrubbed': {
    means: 'Requests were not sent to the service: they need a secret, and recordings hold none.',
    next: 'Give it with `--header "Name: value"`, or under `[upstream.headers]` in `twin.toml`.',
  },
  'writes-left-out': {
    means: 'Requests that may write were not sent to the service, nor those that may show what they wrote. They count as skipped.',
    next: 'Nothing, or `--allow-writes` where the data of that service may change.',
  },
  'wire-reset': {
    means: 'The server that `--wire` started did not put its session back to the beginning as it should.',
    next: 'This is a bug of Doppel: please report it, with the message.',
  },
  'wire-webhooks': {
    means: 'The server that `--wire` started had webhooks left that it should have sent by then: those count as missing.',
    next: 'This is a bug of Doppel: please report it, with the message.',
  },
  'held-out-impossible': {
    means: 'Only one session was recorded: held out of learning, it leaves nothing to learn from.',
    next: 'Record another session, or check without `--held-out`.',
  },
}
