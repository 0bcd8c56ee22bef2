import { parseCassette, readPostman } from '#recording'
import { defineImportVerb } from './import-recordings.ts'

export const importPostmanVerb = defineImportVerb({
  kind: 'postman',
  summary: 'Make recordings of the saved examples of Postman collections',
  file: 'a collection, exported as v2.0 or v2.1',
  about: `A saved example is a request and its answer; requests without one are left out. Variables have the values that the collection gives
them; an address that begins with another variable, such as {{baseUrl}}, is the service's. The order is that of the collection.`,
  examples: `  $ doppel import postman orders.postman_collection.json orders
  $ doppel import postman collections/*.json orders --base-url https://staging.example.com`,
  parse: (text, options) => parseCassette(readPostman, text, options),
})
