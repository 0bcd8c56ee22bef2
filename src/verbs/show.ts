import { z } from 'zod'
import { exitCodes, Fault } from '#diagnostics'
import { printMachines, printModel, printRoutes } from '#model'
import { findRoutes } from './find-routes.ts'
import { readModelOf } from './read-twin-model.ts'
import { showFiles } from './show-files.ts'
import { defineVerb } from './verb.ts'
import { readTwinConfig } from './workspace.ts'

const formats = ['yaml', 'files'] as const

const input = z.object({
  name: z.string(),
  route: z.array(z.string().min(1)).default([]),
  headers: z.boolean().default(false),
  fixtures: z.boolean().default(false),
  machines: z.boolean().default(false),
  format: z.enum(formats).default('yaml'),
  out: z.string().min(1).optional(),
})

/** Prints a model. Faults: `route-unknown`, `usage`, those of `showFiles`, and those of reading the twin's settings and model. */
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

--format files prints the whole model in the files in which twins are written by hand, twin.json and routes.yaml: what these
come to is the same model. --out DIR writes them into a folder, where they are a twin of their own that you can edit.

Examples:
  $ doppel show orders
  $ doppel show orders "GET /orders/{id}"
  $ doppel show orders /orders --headers
  $ doppel show orders --machines
  $ doppel show orders --format files --out twins/orders-by-hand
  $ doppel show orders --json | jq '.routes[].path'`,
  parameters: [
    { key: 'name', kind: 'argument', placeholder: 'NAME', summary: 'the twin', completes: 'twin' },
    { key: 'route', kind: 'argument', placeholder: 'ROUTE', summary: 'only this route', repeatable: true },
    { key: 'headers', kind: 'flag', summary: 'show constant headers too' },
    { key: 'machines', kind: 'flag', summary: 'show the state machines, not the rules' },
    { key: 'fixtures', kind: 'flag', summary: 'show the entities that are there from the start, not only their number' },
    { key: 'format', kind: 'option', placeholder: 'FORMAT', summary: `${formats.join(' or ')}; yaml unless said`, completes: formats },
    { key: 'out', kind: 'option', placeholder: 'DIR', summary: 'with --format files: where to; stdout unless said', completes: 'file' },
  ],
  input,
  async run({ name, route, machines, format, out, ...options }, context) {
    const asked = route.join(' ').trim()
    const isFiles = format === 'files'
    if (isFiles && (machines || asked !== '')) throw usage('--format files prints the whole model', 'leave ROUTE and --machines out')
    if (!isFiles && out !== undefined) throw usage('--out is for --format files', 'add it, or send what is printed where you like')
    const place = await readTwinConfig(context.cwd, name)
    const model = await readModelOf(place)
    if (isFiles) return showFiles(place, model, out, context)
    if (machines) {
      const found = model.machines ?? []
      const text = found.length === 0 ? `nothing that ${name} keeps was seen to go from state to state` : printMachines(found)
      return { exitCode: exitCodes.ok, text, json: found }
    }
    if (asked === '') return { exitCode: exitCodes.ok, text: printModel(model, options), json: model }
    const routes = findRoutes(name, model, asked)
    return { exitCode: exitCodes.ok, text: printRoutes(routes, options), json: routes }
  },
})

function usage(message: string, help: string): Fault {
  return new Fault('usage', message, { exitCode: exitCodes.user, help })
}
