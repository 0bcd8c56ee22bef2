import { parseHar } from '#recording'
import { defineImportVerb } from './import-recordings.ts'

export const importHarVerb = defineImportVerb({
  kind: 'har',
  summary: 'Make recordings of HAR files, as browsers and proxies write them',
  file: 'a HAR file',
  examples: `  $ doppel import har checkout.har orders
  $ doppel import har sessions/*.har orders --tag browser
  $ doppel import har staging.har orders --base-url https://staging.example.com`,
  parse: parseHar,
})
