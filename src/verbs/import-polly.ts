import { parseHar } from '#recording'
import { defineImportVerb } from './import-recordings.ts'

export const importPollyVerb = defineImportVerb({
  kind: 'polly',
  summary: "Make recordings of Polly's recordings",
  file: "a recording.har of Polly's",
  examples: `  $ doppel import polly __recordings__/checkout_123/recording.har orders
  $ doppel import polly __recordings__/*/recording.har orders --tag polly`,
  parse: parseHar,
})
