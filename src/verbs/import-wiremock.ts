import { parseCassette, readWiremock } from '#recording'
import { defineImportVerb } from './import-recordings.ts'

export const importWiremockVerb = defineImportVerb({
  kind: 'wiremock',
  summary: "Make recordings of WireMock's stub mappings, or of its request journal",
  file: 'mappings, one or many, or the answer of /__admin/requests',
  about: `A mapping becomes an exchange where it names one request; those with patterns that many requests match are left out. Scenarios come in
the order of their states.`,
  examples: `  $ doppel import wiremock mappings/*.json orders
  $ doppel import wiremock journal.json orders --tag wiremock`,
  parse: (text, options) => parseCassette(readWiremock, text, options),
})
