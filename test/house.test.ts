/** Knows that the house keeps its rules: every file of the checkout is held against DESIGN.md sections 2, 3 and 6. */
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { judgeHouse, renderBreach } from './house/judge-house.ts'
import { readHouse } from './house/read-house.ts'

const house = readHouse(fileURLToPath(new URL('../', import.meta.url)))

test('the whole house is read, and nothing that git leaves out', () => {
  const paths = house.map(({ path }) => path)
  expect(paths).toEqual(
    expect.arrayContaining(['.gitignore', 'package.json', 'indicators/plan.ts', 'test/house.test.ts']),
  )
  expect(paths.filter((path) => /^(?:node_modules|data|\.git)\//.test(path))).toEqual([])
})

test('the house keeps its rules', () => {
  expect(judgeHouse(house).map(renderBreach)).toEqual([])
})

test('a breach in a file of this house is found', () => {
  const bad = house.map((file) =>
    file.path === 'indicators/plan.ts'
      ? { ...file, text: `${file.text}import '../storage/index.ts'\n` }
      : file,
  )
  const line = house.find(({ path }) => path === 'indicators/plan.ts')?.text.split('\n').length
  expect(judgeHouse(bad).map(renderBreach).join('\n')).toContain(`indicators/plan.ts:${line} [pure]`)
})
