import { z } from 'zod'
import { exitCodes } from '#diagnostics'
import { printMachines, printModel, printRoutes } from '#model'
import { findRoutes } from './find-routes.ts'
import { readModelOf } from './read-twin-model.ts'
import { defineVerb } from './verb.ts'
import { readTwinConfig } from './workspace.ts'

const input = z.object({
  name: z.string(),
  route: z.array(z.string().min(1)).default([]),
  headers: z.boolean().default(false),
  fixtures: z.boolean().default(false),
  machines: z.boolean().default(false),
})

/** Prints a model. Faults: `route-unknown`, and those of reading the twin's settings and model. */
export const showVerb = defineVerb({
  name: 'show',
  summary: 'Show what a twin has learned: its routes and rules as YAML',
  help: `Prints the model that doppel synth learned. Each route has variants, and the first whose guard ("when") holds answers:
it does what stands under "do", and its body and headers are made of the template that is shown, where {$: …} is the
value of an expression. Names in expressions: path, query, header, body, now, and what "do" has bound with "as".

ROUTE is a method and a path as in the model, or a path alone for all its methods; the names of parameters don't matter.
--machines shows the state machines instead: fields that go from state to state, which request moves them, and what is refused
in which state. doppel synth writes them to model/state-machine.yaml, too.
Headers that are the same in every answer are shown once, other constant headers only with --headers. An answer that several
routes have, such as the refusal of a request without credentials, is shown once too, under "answers"; routes name it.

Examples:
  $ doppel show orders
  $ doppel show orders "GET /orders/{id}"
  $ doppel show orders /orders --headers
  $ doppel show orders --machines
  $ doppel show orders --json | jq '.routes[].path'`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    { key: 'route', kind: 'argument', placeholder: 'ROUTE', summary: 'only this route', repeatable: true },
    { key: 'headers', kind: 'flag', summary: 'show constant headers too' },
    { key: 'machines', kind: 'flag', summary: 'show the state machines, not the rules' },
    { key: 'fixtures', kind: 'flag', summary: 'show the entities that are there from the start, not only their number' },
  ],
  input,
  async run({ name, route, machines, ...options }, context) {
    const place = await readTwinConfig(context.cwd, name)
    const model = await readModelOf(place)
    if (machines) {
      const found = model.machines ?? []
      const text = found.length === 0 ? `nothing that ${name} keeps was seen to go from state to state` : printMachines(found)
      return { exitCode: exitCodes.ok, text, json: found }
    }
    const asked = route.join(' ').trim()
    if (asked === '') return { exitCode: exitCodes.ok, text: printModel(model, options), json: model }
    const routes = findRoutes(name, model, asked)
    return { exitCode: exitCodes.ok, text: printRoutes(routes, options), json: routes }
  },
})
