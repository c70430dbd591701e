/** Tests that the examples for the operator are what the program reads. */
import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { listDeadlineIssues } from '../indicators/deadline-check.ts'
import { deadlineRuleSchema } from '../indicators/deadline.ts'
import { readSeeds } from '../storage/seeds.ts'

test('the example of a calendar of deadlines fits the forms and units of the plan', async () => {
  const { forms, reportingUnits, deadlines } = await readSeeds('seeds')
  const file = 'operation/deadlines.example.json'
  const data = deadlineRuleSchema.array().parse(JSON.parse(await readFile(file, 'utf8')))
  const references = { variables: null, units: null, regions: null, plans: null, forms, reportingUnits }
  expect(listDeadlineIssues({ file, data }, references)).toEqual([])
  expect(data.map((rule) => rule.form)).toEqual(['zj-dept-monthly', 'zj-city-monthly', 'zj-dept-annual'])
  // No unit is accused of what it was never asked for: a calendar holds once an operator has put it there.
  expect(deadlines).toEqual([])
})
