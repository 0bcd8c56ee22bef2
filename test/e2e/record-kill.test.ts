import { expect, test } from 'vitest'
import { killUnderLoad } from './record-kill-run.ts'

test('T73 kill -9 under load loses nothing that the app saw whole, and the app sees what it sees without the recorder', async () => {
  const { seen, recorded, lost, different, misrecorded } = await killUnderLoad(1500, 64)
  expect(seen).toBe(1500)
  expect(recorded).toBeGreaterThanOrEqual(1500)
  expect({ lost, different, misrecorded }).toEqual({ lost: [], different: [], misrecorded: [] })
}, 60_000)
