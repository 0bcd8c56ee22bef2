import { shareVerbs } from './share-verbs.ts'
import type { Verb } from './verb.ts'

/** What the overview shows of a verb, known without loading what the verb needs. `load` brings the rest. */
export interface VerbEntry {
  readonly name: string
  readonly group: 'Record' | 'Learn' | 'Serve' | 'Project' | 'Share' | 'Shell'
  /** The verb's own summary; a test keeps the two the same. */
  readonly summary: string
  load(): Promise<Verb>
}

/** Every verb, in the order in which a user meets them. A new verb is one file beside this one and one entry here. */
export const verbRegistry: readonly VerbEntry[] = [
  {
    name: 'scan',
    group: 'Record',
    summary: 'Find the services that a project calls, and which of them have twins',
    load: async () => (await import('./scan.ts')).scanVerb,
  },
  {
    name: 'init',
    group: 'Record',
    summary: 'Make a place for a new twin: twins/NAME with its settings',
    load: async () => (await import('./init.ts')).initVerb,
  },
  {
    name: 'record',
    group: 'Record',
    summary: 'Record traffic: a proxy in front of the real service',
    load: async () => (await import('./record.ts')).recordVerb,
  },
  {
    name: 'import har',
    group: 'Record',
    summary: 'Make recordings of HAR files, as browsers and proxies write them',
    load: async () => (await import('./import-har.ts')).importHarVerb,
  },
  {
    name: 'import polly',
    group: 'Record',
    summary: "Make recordings of Polly's recordings",
    load: async () => (await import('./import-polly.ts')).importPollyVerb,
  },
  {
    name: 'import postman',
    group: 'Record',
    summary: 'Make recordings of the saved examples of Postman collections',
    load: async () => (await import('./import-postman.ts')).importPostmanVerb,
  },
  {
    name: 'import vcr',
    group: 'Record',
    summary: 'Make recordings of cassettes of VCR, vcrpy and go-vcr',
    load: async () => (await import('./import-vcr.ts')).importVcrVerb,
  },
  {
    name: 'import wiremock',
    group: 'Record',
    summary: "Make recordings of WireMock's stub mappings, or of its request journal",
    load: async () => (await import('./import-wiremock.ts')).importWiremockVerb,
  },
  {
    name: 'import openapi',
    group: 'Record',
    summary: 'Make a twin of an OpenAPI document, without any traffic',
    load: async () => (await import('./import-openapi.ts')).importOpenapiVerb,
  },
  {
    name: 'export har',
    group: 'Record',
    summary: 'Write the recordings of a twin as a HAR file',
    load: async () => (await import('./export-har.ts')).exportHarVerb,
  },
  {
    name: 'export openapi',
    group: 'Record',
    summary: 'Write what a twin answers as an OpenAPI document',
    load: async () => (await import('./export-openapi.ts')).exportOpenapiVerb,
  },
  {
    name: 'export wiremock',
    group: 'Record',
    summary: "Write the recordings of a twin as WireMock's stub mappings",
    load: async () => (await import('./export-wiremock.ts')).exportWiremockVerb,
  },
  {
    name: 'inspect',
    group: 'Record',
    summary: 'Look into recordings: sessions, their exchanges, one exchange',
    load: async () => (await import('./inspect.ts')).inspectVerb,
  },
  {
    name: 'recordings rescrub',
    group: 'Record',
    summary: 'Scrub recordings again, with the rules as they are now',
    load: async () => (await import('./recordings-rescrub.ts')).recordingsRescrubVerb,
  },
  {
    name: 'synth',
    group: 'Learn',
    summary: 'Learn a twin from its recordings: what the service does, as a model',
    load: async () => (await import('./synth.ts')).synthVerb,
  },
  {
    name: 'show',
    group: 'Learn',
    summary: 'Show what a twin has learned: its routes and rules as YAML',
    load: async () => (await import('./show.ts')).showVerb,
  },
  {
    name: 'explain',
    group: 'Learn',
    summary: 'Say why a twin answers as it does: the rule, what it rests on, what else fits',
    load: async () => (await import('./explain.ts')).explainVerb,
  },
  {
    name: 'explore',
    group: 'Learn',
    summary: 'Ask the service what its twin does not know, and learn from the answers',
    load: async () => (await import('./explore.ts')).exploreVerb,
  },
  {
    name: 'check',
    group: 'Learn',
    summary: 'Check a twin: replay what was recorded and compare its answers',
    load: async () => (await import('./check.ts')).checkVerb,
  },
  {
    name: 'lint',
    group: 'Learn',
    summary: 'Check the files of twins: what is wrong, where, and how to mend it',
    load: async () => (await import('./lint.ts')).lintVerb,
  },
  {
    name: 'validate',
    group: 'Learn',
    summary: "Hold a twin against its service's OpenAPI document: covered, missing, contradicting",
    load: async () => (await import('./validate.ts')).validateVerb,
  },
  {
    name: 'diff',
    group: 'Learn',
    summary: 'Compare two models, or a model with new recordings: what breaks clients, what does not',
    load: async () => (await import('./diff.ts')).diffVerb,
  },
  {
    name: 'duel',
    group: 'Learn',
    summary: 'Hold a twin against the live service: the same requests to both, at the same time',
    load: async () => (await import('./duel.ts')).duelVerb,
  },
  {
    name: 'serve',
    group: 'Serve',
    summary: 'Run a twin: a server that answers as the service would',
    load: async () => (await import('./serve.ts')).serveVerb,
  },
  {
    name: 'clock',
    group: 'Serve',
    summary: 'Show, stop or move the time of a running twin',
    load: async () => (await import('./clock.ts')).clockVerb,
  },
  {
    name: 'session',
    group: 'Serve',
    summary: 'Keep, put back, fork and compare the sessions of a running twin',
    load: async () => (await import('./session.ts')).sessionVerb,
  },
  {
    name: 'journal',
    group: 'Serve',
    summary: 'Show what a running twin was asked, and verify that it was',
    load: async () => (await import('./journal.ts')).journalVerb,
  },
  {
    name: 'chaos',
    group: 'Serve',
    summary: 'Make things go wrong in a running twin: slow answers, errors, lost replies',
    load: async () => (await import('./chaos.ts')).chaosVerb,
  },
  {
    name: 'webhooks',
    group: 'Serve',
    summary: 'Show and send again what a running twin told its receivers',
    load: async () => (await import('./webhooks.ts')).webhooksVerb,
  },
  {
    name: 'up',
    group: 'Project',
    summary: 'Start all twins of the project: what doppel.toml names',
    load: async () => (await import('./up.ts')).upVerb,
  },
  {
    name: 'down',
    group: 'Project',
    summary: 'End all twins of the project that doppel up has started',
    load: async () => (await import('./down.ts')).downVerb,
  },
  {
    name: 'status',
    group: 'Project',
    summary: 'Show how the twins of the project are: alive, how good, what they were asked',
    load: async () => (await import('./status.ts')).statusVerb,
  },
  {
    name: 'env',
    group: 'Project',
    summary: 'Print the addresses of the twins as variables for the app: STRIPE_BASE_URL=…',
    load: async () => (await import('./env.ts')).envVerb,
  },
  {
    name: 'logs',
    group: 'Project',
    summary: 'Show what the twins of the project were asked, as it comes',
    load: async () => (await import('./logs.ts')).logsVerb,
  },
  {
    name: 'reset',
    group: 'Project',
    summary: 'Bring all twins of the project back to the start',
    load: async () => (await import('./reset.ts')).resetVerb,
  },
  {
    name: 'snapshot',
    group: 'Project',
    summary: 'Keep all twins of the project as they are now, under a name',
    load: async () => (await import('./snapshot.ts')).snapshotVerb,
  },
  {
    name: 'restore',
    group: 'Project',
    summary: 'Make all twins of the project what they were at a snapshot',
    load: async () => (await import('./restore.ts')).restoreVerb,
  },
  {
    name: 'fork',
    group: 'Project',
    summary: 'Make a session in all twins of the project that begins as another is now',
    load: async () => (await import('./fork.ts')).forkVerb,
  },
  ...shareVerbs,
  {
    name: 'schema',
    group: 'Shell',
    summary: 'Print the JSON Schemas by which editors check and complete the files of a twin',
    load: async () => (await import('./schema.ts')).schemaVerb,
  },
  {
    name: 'completion',
    group: 'Shell',
    summary: 'Print the script that completes commands in your shell',
    load: async () => (await import('./completion.ts')).completionVerb,
  },
]
