// With MSW: setupWorker(http.all('https://orders.example.com/*', ({ request }) => orders(request))), and the same with setupServer.
import { readFile } from 'node:fs/promises'
import { createFetchHandler, modelSchema } from 'doppel/browser'

// A bundler imports the model as JSON; Node reads it.
const model = modelSchema.parse(JSON.parse(await readFile(new URL('../twins/orders/model/model.json', import.meta.url), 'utf8')))
const orders = createFetchHandler(model)

const request = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"lines":[]}' }
const made = await (await orders(new Request('https://orders.example.com/orders', request))).json()
const read = await orders(new Request(`https://orders.example.com/orders/${made.id}`))
console.log(read.status, (await read.json()).status)
