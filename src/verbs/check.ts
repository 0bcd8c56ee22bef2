import { z } from 'zod'
import { checkHeldOut, findStale, type HeldOutOptions, type Report } from '#conform'
import { createStyle, exitCodes, Fault, type Finding, renderFinding } from '#diagnostics'
import { compileTwin } from '#engine'
import type { RecordedSession } from '#recording'
import { readSessions } from '#recording/io'
import { learnApart } from '#synth'
import { toCheckOptions, toFreshness } from './check-options.ts'
import { checkTarget, refuseManyTargets, targetInput, targetParameters } from './check-target.ts'
import { readDriftRules } from './drift-config.ts'
import { chooseReportFiles, presentReport, reportInput, reportParameters } from './present-report.ts'
import { findReportPlaces } from './report-places.ts'
import { defineVerb, type VerbContext } from './verb.ts'
import { wholeNumber } from './whole-number.ts'
import { readTwinConfig, type TwinPlace } from './workspace.ts'

const input = z.object({
  name: z.string(),
  ...targetInput,
  heldOut: z.boolean().default(false),
  noRecall: z.boolean().default(false),
  folds: wholeNumber(2, 1000).default(10),
  tag: z.array(z.string().min(1)).default([]),
  minScore: wholeNumber(0, 10_000).optional(),
  seed: wholeNumber(0, 0xffff_ffff).default(1),
  ...reportInput,
})

/** Replays the recordings on the twin. Faults: those of reading the twin, its settings and its recordings. */
export const checkVerb = defineVerb({
  name: 'check',
  summary: 'Check a twin: replay what was recorded and compare its answers',
  help: `Replays every recorded session on the twin, each in a fresh world whose clock follows the recording, with the ids of
the twin in place of the recorded ones, and compares each answer with the recorded one. What every instance of the service
mints for itself (ids, tokens, times) must have the same format and stay the same from then on; all else must be equal.

The answers come from the model itself, in memory, or from
  --wire         the server of doppel serve, started on loopback and asked over one connection. The model is asked beside it:
                 what the server makes of an answer (framing, headers, bodies of HEAD, dates, a connection that closes) is a
                 divergence of its own, wire_mismatch, and without any the two agree. What it sends by itself is taken as it comes.
  --target URL   a server that runs somewhere. A running twin is asked in sessions of its own, which are ended again.
  --upstream     the live service at base_url of twin.toml: has it drifted from the recordings? You are asked first, or say
                 --yes; at most --rate requests a second.
A service, unlike a twin, is only read: writes are left out, and the reads that come after one in their session, unless
--allow-writes says that its data may change. Recordings hold no credentials: give them with --header, or under
[upstream.headers] in twin.toml; requests whose secret is missing are not sent, and counted as skipped. The clock of such a
server is its own, so that times are compared by their form alone.

With --held-out the model on disk is not asked: the sessions are divided into parts, each part is checked against a model
that was learned without it, and the score tells how the twin answers what it has never seen. Its guesses are marked as
doppel synth marks them: by what rules got wrong that had not seen the session, here those of the other parts.

A twin knows by heart what its rules get wrong in the recordings, each answer for its very request in its very situation. So
on sessions that it was learned from, "recalled" says how many answers came from there, and "by-rule" is the score without
them; --no-recall leaves them out. What counts for traffic to come is the score on sessions that were held out.

Answers that the twin marks as guesses are counted, and how well it marks: those that are wrong without a mark, of all, and
those that are right with one, of the right. Exchanges of routes that were in nothing that was learned from are counted apart.

What differs is dealt out to causes, few that explain much: a field, a header, a refusal and what follows from it. The one
that explains most comes first, with what to do about it.

Webhooks that were recorded are held against those that the twin sends: right ones, those that differ, that are missing, that are
too many. They are in each form of the report, and no part of the score.

The report is text, JSON (docs/reference/report.schema.json), Markdown, JUnit's XML (the run, each route and each session is
a case, and there are failures exactly when the exit code is 2), SARIF 2.1.0, or HTML: a page that needs nothing else. --out,
more than once if you like, writes it to files; then the text goes to stdout. Where GITHUB_ACTIONS is true, causes are shown
at their routes in the model, too.

The score is the share of answers that a client could not have told from the service's, of 10000. Exit code 2 when the
sessions that pass are too few, the score is under --min-score, a route was last recorded longer ago than max_age under
[freshness], or nothing was replayed. What is compared how is said in twin.toml under [diff]: what [[diff.suppress]] takes out
is inherent in the twin. Drift that was looked at and found harmless is listed in drift.toml: it stays in the report and does
not count. Both are counted, and --show-suppressed lists them with their reasons, and every field that is not compared by
value; "without-rules" is the score without them.

Examples:
  $ doppel check orders
  $ doppel check orders --min-score 9500 --show 3
  $ doppel check orders --held-out --folds 5
  $ doppel check orders --wire
  $ doppel check orders --target http://127.0.0.1:8081
  $ doppel check orders --upstream --rate 2 --header "Authorization: Bearer $TOKEN"
  $ doppel check orders --no-recall
  $ doppel check orders --show-suppressed
  $ doppel check orders --format json > report.json
  $ doppel check orders --out report.html --out junit.xml`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    ...targetParameters,
    { key: 'heldOut', kind: 'flag', summary: 'learn without each part of the sessions in turn, and check on that part' },
    { key: 'noRecall', kind: 'flag', summary: 'ask the rules alone, without the answers that the twin knows by heart' },
    { key: 'folds', kind: 'option', placeholder: 'N', summary: 'number of parts for --held-out; 10 unless said' },
    { key: 'tag', kind: 'option', placeholder: 'TAG', summary: 'only sessions with this tag', repeatable: true },
    { key: 'minScore', kind: 'option', placeholder: 'BP', summary: 'least score that passes, of 10000' },
    { key: 'seed', kind: 'option', placeholder: 'N', summary: 'source of all ids and tokens that the twin mints; 1 unless said' },
    ...reportParameters,
  ],
  input,
  async run(options, context) {
    refuseManyTargets(options)
    // what can't be written is refused before the work
    chooseReportFiles(options)
    const place = await readTwinConfig(context.cwd, options.name)
    for (const warning of place.warnings) context.note(renderFinding(warning, createStyle(false)))
    const { rules, warnings } = await readDriftRules(context.cwd, place.folder)
    for (const warning of warnings) context.note(renderFinding(warning, createStyle(false)))
    const freshness = toFreshness(place.config)
    const checkOptions = {
      ...toCheckOptions(place.config),
      drifts: rules,
      listUnverified: options.showSuppressed,
      seed: options.seed,
      recall: !options.noRecall,
      minScoreBp: options.minScore,
    }
    const sessions = await readRecordings(place, options.tag, context)
    const checked = options.heldOut
      ? learnAndCheck(place, sessions, { ...checkOptions, folds: options.folds }, context)
      : await checkTarget(place, sessions, options, checkOptions, context)
    const report = freshness === undefined ? checked : withFindings(checked, findStale(checked, sessions, freshness, Date.now()))
    return presentReport(report, options, await findReportPlaces(context.cwd, place), context)
  },
})

/** A finding that is an error fails the run. */
function withFindings(report: Report, findings: readonly Finding[]): Report {
  const passed = report.passed && findings.every(({ severity }) => severity !== 'error')
  return { ...report, passed, findings: [...report.findings, ...findings] }
}

async function readRecordings(place: TwinPlace, tags: readonly string[], context: VerbContext): Promise<RecordedSession[]> {
  const { sessions, findings } = await readSessions(place.folder, {
    tags,
    decoded: true,
    onProgress: (done, total) => context.progress('reading recordings', done, total),
  })
  for (const finding of findings) context.note(renderFinding(finding, createStyle(false)))
  return sessions
}

function learnAndCheck(
  place: TwinPlace,
  sessions: readonly RecordedSession[],
  options: HeldOutOptions & { readonly folds: number },
  context: VerbContext,
): Report {
  const recorded = sessions.filter(({ exchanges }) => exchanges.length > 0)
  if (recorded.length === 1) {
    throw new Fault('held-out-impossible', `${place.name} has one recorded session, and holding it out leaves nothing to learn from`, {
      exitCode: exitCodes.user,
      help: 'record another one, or check without --held-out',
    })
  }
  const learned = learnApart(place.name, recorded, options.folds, (done, total) => context.progress('learning without a part', done, total))
  const learnTwin = (_: unknown, fold: number) => {
    const { model, recalls } = learned(fold)
    return compileTwin(model, { recalls })
  }
  return checkHeldOut(place.name, recorded, learnTwin, options)
}
