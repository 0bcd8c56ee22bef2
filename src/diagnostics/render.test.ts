import { expect, it } from 'vitest'
import { Fault } from './fault.ts'
import { renderFault, renderFinding, toErrorJson } from './render.ts'
import { createStyle } from './style.ts'

const fault = new Fault('port-in-use', 'port 80 is taken', { exitCode: 4, help: 'choose another\nor 0' })

it('shows what happened and what to do', () => {
  expect(renderFault(fault, createStyle(false))).toBe('error[port-in-use]: port 80 is taken\n  help: choose another\n        or 0')
  expect(renderFault(fault, createStyle(true))).toContain('\u001b[31m')
  expect(toErrorJson(fault)).toEqual({ error: { code: 'port-in-use', message: 'port 80 is taken', help: 'choose another\nor 0' } })
})

it('shows where a finding is', () => {
  const text = renderFinding(
    { code: 'key-unknown', severity: 'warning', message: 'x does nothing', place: 'twin.toml' },
    createStyle(false),
  )
  expect(text).toBe('warning[key-unknown]: x does nothing\n  at: twin.toml')
})
