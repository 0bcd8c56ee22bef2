import type { FixtureSet } from '#model'
import type { ClockChoice } from './clock-choice.ts'
import { unknownFixture } from './refusals.ts'
import type { Refusal } from './wire/refuse.ts'

/** How a session begins where that is not as the server's options say; a reset brings it back to this. */
export interface Provision {
  readonly seed?: number | undefined
  readonly clock?: ClockChoice | undefined
  readonly fixture?: Fixture | undefined
}

/** Entities that are there at the start, under the name by which a client asks for them. */
export interface Fixture {
  readonly name: string
  readonly entities: FixtureSet
}

/** The entities of that name. */
export function findFixture(fixtures: ReadonlyMap<string, FixtureSet>, name: string): Fixture | Refusal {
  const entities = fixtures.get(name)
  return entities === undefined ? unknownFixture(name, [...fixtures.keys()]) : { name, entities }
}
