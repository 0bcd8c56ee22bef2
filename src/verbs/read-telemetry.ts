import { exitCodes, Fault } from '#diagnostics'
import type { TelemetrySettings } from '#server'

type Environment = Readonly<Record<string, string | undefined>>

/** Whether spans are to be sent at all: asked before anything of it is read. */
export function wantsTelemetry(env: Environment): boolean {
  if (env['OTEL_SDK_DISABLED']?.toLowerCase() === 'true' || env['OTEL_TRACES_EXPORTER'] === 'none') return false
  return Boolean(env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] || env['OTEL_EXPORTER_OTLP_ENDPOINT'])
}

/**
 * What the variables say that OpenTelemetry specifies for all programs; one for traces goes before the one for all signals. Faults: `telemetry-invalid`.
 */
export function readTelemetry(env: Environment, twin: string, note: (line: string) => void): TelemetrySettings {
  const exporter = env['OTEL_TRACES_EXPORTER'] || 'otlp'
  if (exporter !== 'otlp') refuse(`OTEL_TRACES_EXPORTER is "${exporter}"`, 'use otlp, or none for no spans')
  readProtocol(env, note)
  const { 'service.name': named = twin, ...resource } = readPairs(env, 'OTEL_RESOURCE_ATTRIBUTES')
  return {
    url: readUrl(env),
    headers: readPairs(env, env['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] ? 'OTEL_EXPORTER_OTLP_TRACES_HEADERS' : 'OTEL_EXPORTER_OTLP_HEADERS'),
    resource: { ...resource, 'service.name': env['OTEL_SERVICE_NAME'] || named },
    timeoutMs: readCount(
      env,
      env['OTEL_EXPORTER_OTLP_TRACES_TIMEOUT'] ? 'OTEL_EXPORTER_OTLP_TRACES_TIMEOUT' : 'OTEL_EXPORTER_OTLP_TIMEOUT',
      10_000,
    ),
    intervalMs: readCount(env, 'OTEL_BSP_SCHEDULE_DELAY', 5_000),
    maxBatch: readCount(env, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512),
    maxWaiting: readCount(env, 'OTEL_BSP_MAX_QUEUE_SIZE', 2_048),
    sampling: readSampling(env),
  }
}

function readUrl(env: Environment): string {
  const own = env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']
  const name = own ? 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT' : 'OTEL_EXPORTER_OTLP_ENDPOINT'
  const text = env[name] ?? ''
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) refuse(`${name} is "${text}"`, 'use a URL such as http://127.0.0.1:4318')
  // `fetch` refuses such URLs, and what stands in a URL is printed
  if (url.username !== '' || url.password !== '') refuse(`${name} has a password in it`, 'put it into OTEL_EXPORTER_OTLP_HEADERS')
  if (!own) url.pathname = `${url.pathname.replace(/\/+$/, '')}/v1/traces`
  return url.href
}

function readProtocol(env: Environment, note: (line: string) => void): void {
  const name = env['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL'] ? 'OTEL_EXPORTER_OTLP_TRACES_PROTOCOL' : 'OTEL_EXPORTER_OTLP_PROTOCOL'
  const protocol = env[name] || 'http/json'
  if (protocol === 'http/protobuf') note(`${name} is http/protobuf: spans are sent as JSON, which collectors take at the same address`)
  else if (protocol !== 'http/json')
    refuse(`${name} is "${protocol}"`, 'use http/json, with the address of the collector for HTTP (port 4318 as a rule)')
}

/** `name=value,other=value`, percent-encoded as in W3C Baggage. */
function readPairs(env: Environment, name: string): Record<string, string> {
  const text = env[name] ?? ''
  const pairs = text.split(',').filter((pair) => pair.trim() !== '')
  try {
    return Object.fromEntries(
      pairs.map((pair) => {
        const at = pair.indexOf('=')
        const key = pair.slice(0, Math.max(at, 0)).trim()
        if (key === '') throw new Error('a value without a name')
        return [decodeURIComponent(key), decodeURIComponent(pair.slice(at + 1).trim())]
      }),
    )
  } catch {
    // the value may be a secret
    return refuse(`${name} is not understood`, 'write name=value,other=value, with %2C for a comma in a value')
  }
}

function readCount(env: Environment, name: string, usual: number): number {
  const text = env[name] || String(usual)
  const count = Number(text)
  // a longer wait than a timer can hold would be none
  if (Number.isInteger(count) && count > 0 && count < 2 ** 31) return count
  return refuse(`${name} is "${text}"`, 'use a whole number above 0')
}

function readSampling(env: Environment): TelemetrySettings['sampling'] {
  const sampler = env['OTEL_TRACES_SAMPLER'] || 'parentbased_always_on'
  const [, parentBased, kind] = /^(parentbased_)?(always_on|always_off|traceidratio)$/.exec(sampler) ?? []
  if (kind === undefined) {
    refuse(`OTEL_TRACES_SAMPLER is "${sampler}"`, 'use always_on, always_off or traceidratio, with parentbased_ before it or not')
  }
  const followsParent = parentBased !== undefined
  if (kind !== 'traceidratio') return { followsParent, ratio: kind === 'always_on' ? 1 : 0 }
  const text = env['OTEL_TRACES_SAMPLER_ARG'] || '1'
  const ratio = Number(text)
  if (!(ratio >= 0 && ratio <= 1)) refuse(`OTEL_TRACES_SAMPLER_ARG is "${text}"`, 'use a share between 0 and 1')
  return { followsParent, ratio }
}

function refuse(problem: string, help: string): never {
  throw new Fault('telemetry-invalid', problem, { exitCode: exitCodes.user, help })
}
