/** One answer of the twin to a recorded request. */
export interface TestedAnswer {
  readonly session: number
  readonly isRight: boolean
  /** Tests that hold. */
  readonly tests: ReadonlySet<string>
}

/** Answers that were told apart by the tests that hold for them. */
export interface Tree {
  readonly right: number
  readonly of: number
  readonly sessions: number
  readonly split?: { readonly test: string; readonly yes: Tree; readonly no: Tree }
}

const depthMax = 4
/** Fewer answers on either side of a test are chance. */
const sideMin = 3

/** Divides answers into such as are mostly right and such as are mostly wrong, by the tests that gain more bits than they cost. */
export function growTree(answers: readonly TestedAnswer[], costs: ReadonlyMap<string, number>, depth = depthMax): Tree {
  const right = answers.filter(({ isRight }) => isRight).length
  const leaf = { right, of: answers.length, sessions: new Set(answers.map(({ session }) => session)).size }
  const test = depth === 0 || right === 0 || right === answers.length ? undefined : bestTest(answers, right, costs)
  if (test === undefined) return leaf
  const yes = answers.filter(({ tests }) => tests.has(test))
  const no = answers.filter(({ tests }) => !tests.has(test))
  return { ...leaf, split: { test, yes: growTree(yes, costs, depth - 1), no: growTree(no, costs, depth - 1) } }
}

function bestTest(answers: readonly TestedAnswer[], right: number, costs: ReadonlyMap<string, number>): string | undefined {
  const whole = bitsOf(right, answers.length)
  let best: { test: string; gain: number } | undefined
  for (const [test, side] of countSides(answers)) {
    if (side.of < sideMin || answers.length - side.of < sideMin || side.sessions.size < 2) continue
    const gain = whole - bitsOf(side.right, side.of) - bitsOf(right - side.right, answers.length - side.of) - (costs.get(test) ?? 0)
    if (gain > 0 && (!best || gain > best.gain || (gain === best.gain && test < best.test))) best = { test, gain }
  }
  return best?.test
}

interface Side {
  of: number
  right: number
  readonly sessions: Set<number>
}

function countSides(answers: readonly TestedAnswer[]): Map<string, Side> {
  const sides = new Map<string, Side>()
  for (const { session, isRight, tests } of answers) {
    for (const test of tests) {
      let side = sides.get(test)
      if (!side) {
        side = { of: 0, right: 0, sessions: new Set() }
        sides.set(test, side)
      }
      side.of++
      side.sessions.add(session)
      if (isRight) side.right++
    }
  }
  return sides
}

/** What it takes to say which of so many answers are right. */
function bitsOf(right: number, of: number): number {
  if (right === 0 || right === of) return 0
  const share = right / of
  return -of * (share * Math.log2(share) + (1 - share) * Math.log2(1 - share))
}
