import { parseCassette, readVcr } from '#recording'
import { defineImportVerb } from './import-recordings.ts'

export const importVcrVerb = defineImportVerb({
  kind: 'vcr',
  summary: 'Make recordings of cassettes of VCR, vcrpy and go-vcr',
  file: 'a cassette, in YAML or JSON',
  examples: `  $ doppel import vcr spec/cassettes/checkout.yml orders
  $ doppel import vcr tests/cassettes/*.yaml orders --tag vcr`,
  parse: (text, options) => parseCassette(readVcr, text, options),
})
