/** Knows the torture of layouts: thousands of rearranged submissions of every form, none of which may be read wrongly. `node test/torture/layouts.ts --cases N --seed N` */
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { MODELS } from './layout-models.ts'
import { isPlain, judgeLayout, layoutCases, type LayoutCase } from './judge-layout.ts'

const { values } = parseArgs({ options: { cases: { type: 'string' }, seed: { type: 'string' } } })
const cases = Number(values.cases ?? 2000)
const seed = Number(values.seed ?? Math.floor(performance.timeOrigin % 2 ** 31))
if (!(cases > 0 && Number.isSafeInteger(seed))) throw new Error('--cases and --seed take whole numbers')
const MOST_SHOWN = 5

const describe = ({ model, other, change, otherChange, arrangement }: LayoutCase): string =>
  `${MODELS[model]?.form.code} ${JSON.stringify(change)}${
    arrangement.second === 'none' ? '' : ` + ${MODELS[other]?.form.code} ${JSON.stringify(otherChange)}`
  } ${JSON.stringify(arrangement)}`

const main = (): number => {
  console.log(`seed ${seed}, ${cases} cases`)
  const start = performance.now()
  const judged = fc
    .sample(layoutCases, { numRuns: cases, seed })
    .map((one) => ({ one, verdict: judgeLayout(one) }))
  const failed = judged.filter(({ verdict }) => verdict.failures.length > 0)
  const plain = judged.filter(({ one }) => isPlain(one))
  const wholeOf = (some: typeof judged): number => some.filter((j) => j.verdict.outcome === 'whole').length
  console.log(
    `read whole: ${wholeOf(judged)}, refused or partly read with a finding: ${judged.length - wholeOf(judged)}`,
  )
  console.log(`neither spoilt nor split: ${plain.length}, read whole: ${wholeOf(plain)}`)
  for (const { one, verdict } of plain.filter((j) => j.verdict.outcome !== 'whole').slice(0, MOST_SHOWN))
    console.log(`NOT WHOLE ${describe(one)} ${verdict.rules.join(', ')}`)
  const rules = Map.groupBy(
    judged.flatMap((j) => j.verdict.rules),
    (rule) => rule,
  )
  for (const [rule, times] of [...rules].toSorted((a, b) => b[1].length - a[1].length))
    console.log(`${String(times.length).padStart(6)}  ${rule}`)
  for (const { one, verdict } of failed.slice(0, MOST_SHOWN))
    console.log(`FAILED ${describe(one)}\n  ${verdict.failures.slice(0, 3).join('\n  ')}`)
  console.log(`${((performance.now() - start) / 1000).toFixed(1)} s`)
  console.log(`${judged.length - failed.length} passed, ${failed.length} failed`)
  return failed.length === 0 ? 0 : 1
}

process.exitCode = main()
