import { expect, test } from 'vitest'
import { readTelemetry, wantsTelemetry } from './read-telemetry.ts'

const base = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318' }
const read = (env: Record<string, string>, notes: string[] = []) =>
  readTelemetry({ ...base, ...env }, 'orders', (line) => void notes.push(line))

test('spans are sent where an endpoint is said and nothing says that there are none', () => {
  expect(wantsTelemetry({})).toBe(false)
  expect(wantsTelemetry({ OTEL_EXPORTER_OTLP_ENDPOINT: '' })).toBe(false)
  expect(wantsTelemetry(base)).toBe(true)
  expect(wantsTelemetry({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://127.0.0.1/x' })).toBe(true)
  expect(wantsTelemetry({ ...base, OTEL_SDK_DISABLED: 'TRUE' })).toBe(false)
  expect(wantsTelemetry({ ...base, OTEL_TRACES_EXPORTER: 'none' })).toBe(false)
})

test('the usual values are those of the specification', () => {
  expect(read({})).toEqual({
    url: 'http://127.0.0.1:4318/v1/traces',
    headers: {},
    resource: { 'service.name': 'orders' },
    timeoutMs: 10_000,
    intervalMs: 5_000,
    maxBatch: 512,
    maxWaiting: 2_048,
    sampling: { followsParent: true, ratio: 1 },
  })
})

test('what is said for traces goes before what is said for all signals', () => {
  const settings = read({
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://collector.test/custom',
    OTEL_EXPORTER_OTLP_HEADERS: 'a=1',
    OTEL_EXPORTER_OTLP_TRACES_HEADERS: 'Authorization=Bearer%20x%3D, b = 2',
    OTEL_RESOURCE_ATTRIBUTES: 'service.name=other,deployment.environment.name=ci',
    OTEL_TRACES_SAMPLER: 'traceidratio',
    OTEL_TRACES_SAMPLER_ARG: '0.25',
  })
  expect(settings).toMatchObject({
    url: 'https://collector.test/custom',
    headers: { Authorization: 'Bearer x=', b: '2' },
    resource: { 'service.name': 'other', 'deployment.environment.name': 'ci' },
    sampling: { followsParent: false, ratio: 0.25 },
  })
  expect(read({ OTEL_SERVICE_NAME: 'mine', OTEL_RESOURCE_ATTRIBUTES: 'service.name=other' }).resource).toEqual({ 'service.name': 'mine' })
  expect(read({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318/under/' }).url).toBe('http://127.0.0.1:4318/under/v1/traces')
})

test('protobuf is said to be JSON', () => {
  const notes: string[] = []
  read({ OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' }, notes)
  expect(notes.join()).toContain('as JSON')
})

test.each([
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: '127.0.0.1:4318' }, 'OTEL_EXPORTER_OTLP_ENDPOINT'],
  [{ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://u:p@127.0.0.1' }, 'has a password in it'],
  [{ OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' }, 'OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"'],
  [{ OTEL_TRACES_EXPORTER: 'zipkin' }, 'OTEL_TRACES_EXPORTER is "zipkin"'],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'secret' }, 'OTEL_EXPORTER_OTLP_HEADERS is not understood'],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'a=%zz' }, 'OTEL_EXPORTER_OTLP_HEADERS is not understood'],
  [{ OTEL_BSP_MAX_QUEUE_SIZE: '0' }, 'OTEL_BSP_MAX_QUEUE_SIZE is "0"'],
  [{ OTEL_TRACES_SAMPLER: 'jaeger_remote' }, 'OTEL_TRACES_SAMPLER is "jaeger_remote"'],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' }, 'OTEL_TRACES_SAMPLER_ARG is "2"'],
])('%o is refused', (env, message) => {
  expect(() => read(env as Record<string, string>)).toThrow(
    expect.objectContaining({ code: 'telemetry-invalid', message: expect.stringContaining(message) }),
  )
})
