import { mkdir } from 'node:fs/promises'
import { join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { exitCodes } from '#diagnostics'
import { type FoundService, scanProject } from '#scan'
import { readProject } from '#scan/io'
import { createTwin } from './create-twin.ts'
import { draftFiles } from './draft-files.ts'
import { defineVerb } from './verb.ts'
import { listTwins, readTwinConfig, twinNamePattern } from './workspace.ts'
import { writeWhole } from './write-whole.ts'

const input = z.object({ dir: z.string().min(1).default('.'), write: z.boolean().default(false) })

/** Prints which services a project calls. Faults: `file-unreadable`, and with `write` those of making twins. */
export const scanVerb = defineVerb({
  name: 'scan',
  summary: 'Find the services that a project calls, and which of them have twins',
  help: `Reads manifests (npm, pip and pyproject, Go, Cargo, Maven, Gradle, gems, composer) and source (TypeScript, JavaScript, Python, Go):
calls of HTTP clients, base addresses, names of the environment, SDKs and what is called of them. Says which services are called,
where, at which endpoints, and which twins of this workspace stand for them. Tests, examples and documents are left out, and so are
addresses of this machine.

--write makes a twin for each service that is called and has none: its settings, and drafts of the files by which a twin is
written by hand, with the endpoints that were found. Nothing that is there is changed.

Examples:
  $ doppel scan
  $ doppel scan services/billing --json
  $ doppel scan --write`,
  parameters: [
    { key: 'dir', kind: 'argument', placeholder: 'DIR', summary: 'the project; this folder unless said', completes: 'file' },
    { key: 'write', kind: 'flag', summary: 'draft twins of the services that have none' },
  ],
  input,
  async run({ dir, write }, context) {
    const folder = resolve(context.cwd, dir)
    const services = scanProject(await readProject(folder))
    const twins = await twinsByHost(context.cwd)
    const all = services.map((service) => ({ ...service, twin: twinOf(service, twins) }))
    const drafted: string[] = []
    if (write) {
      for (const service of all) {
        if (service.twin === undefined && service.isCalled) drafted.push(...(await draft(context.cwd, service)))
      }
    }
    return { exitCode: exitCodes.ok, text: describe(all, drafted, relative(context.cwd, folder) || '.'), json: { services: all, drafted } }
  },
})

type Scanned = FoundService & { readonly twin: string | undefined }

/** Names of the workspace's twins, and by the host of the service that each stands for. */
async function twinsByHost(cwd: string): Promise<Map<string, string>> {
  const twins = new Map<string, string>()
  for (const name of await listTwins(cwd)) {
    const { baseUrl } = await readTwinConfig(cwd, name)
    twins.set(new URL(baseUrl).host, name)
    twins.set(`name ${name}`, name)
  }
  return twins
}

function twinOf({ name, hosts, baseUrl }: FoundService, twins: ReadonlyMap<string, string>): string | undefined {
  const usual = baseUrl !== undefined && URL.canParse(baseUrl) ? [new URL(baseUrl).host] : []
  return [...hosts, ...usual].map((host) => twins.get(host)).find((twin) => twin !== undefined) ?? twins.get(`name ${name}`)
}

async function draft(cwd: string, service: FoundService): Promise<string[]> {
  const name = service.name.toLowerCase().replaceAll(/[^a-z0-9-_]/g, '-')
  if (!twinNamePattern.test(name) || (await listTwins(cwd)).includes(name)) return []
  const base =
    service.baseUrl !== undefined && URL.canParse(service.baseUrl) && !service.baseUrl.includes('{') ? service.baseUrl : 'http://localhost'
  const { folder } = await createTwin(cwd, name, base)
  await mkdir(folder, { recursive: true })
  for (const [file, text] of draftFiles(name, service)) await writeWhole(join(folder, file), text)
  return [name]
}

const placesMax = 5
const endpointsMax = 20

function describe(services: readonly Scanned[], drafted: readonly string[], dir: string): string {
  const called = services.filter(({ isCalled }) => isCalled)
  const idle = services.filter(({ isCalled }) => !isCalled)
  if (services.length === 0) return `no services are called in ${dir}, as far as manifests and source tell`
  const lines = called.flatMap(describeService)
  if (idle.length > 0) lines.push('', `depended on, and not seen to be called: ${idle.map(({ name }) => name).join(', ')}`)
  if (drafted.length > 0) lines.push('', `drafted: ${drafted.map((name) => `twins/${name}`).join(', ')}`)
  else if (called.some(({ twin }) => twin === undefined)) lines.push('', 'next: doppel scan --write drafts twins of those that have none')
  return [`${called.length} services are called in ${dir}`, ...lines].join('\n')
}

function describeService({ name, hosts, env, twin, endpoints, sdkCalls, places }: Scanned): string[] {
  const more = (list: readonly string[], most: number) => [
    ...list.slice(0, most),
    ...(list.length > most ? [`and ${list.length - most} more`] : []),
  ]
  return [
    '',
    `${name}${hosts.length > 0 ? ` (${hosts.join(', ')})` : ''}: ${twin === undefined ? 'no twin' : `twins/${twin}`}`,
    ...(env.length > 0 ? [`  environment: ${env.join(', ')}`] : []),
    ...more(
      endpoints.map(({ method, path }) => `${method} ${path}`),
      endpointsMax,
    ).map((line) => `  ${line}`),
    ...(sdkCalls.length > 0 ? [`  by its SDK: ${more(sdkCalls, endpointsMax).join(', ')}`] : []),
    ...more(
      places.map(({ file, line, what }) => `${file}:${line} ${what}`),
      placesMax,
    ).map((line) => `  at ${line}`),
  ]
}
