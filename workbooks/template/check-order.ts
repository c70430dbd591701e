/** Knows which templates cannot be made: for a period of another kind, of a form without items, for a unit that answers for none. */
import { InputError } from '../../indicators/input-error.ts'
import { periodKind } from '../../indicators/period.ts'
import { text } from '../../indicators/text.ts'
import type { Layout, LayoutNeeds } from './layout.ts'

/** @throws InputError with everything that stands in the way. */
export const checkOrder = ({ form, unit, period }: Omit<LayoutNeeds, 'synthetic'>, layout: Layout): void => {
  const where = text(`${form.title} ${unit.name}`, `${form.code} ${unit.code}`)
  const issues = [
    ...(periodKind(period) === form.periodKind
      ? []
      : [
          {
            where,
            found: period,
            expected: text(
              `如「${{ month: '2020-07', quarter: '2020-Q3', year: '2020' }[form.periodKind]}」的报告期`,
              `a ${form.periodKind}`,
            ),
          },
        ]),
    ...(form.regions || form.columns.some((c) => c.holds.kind === 'period')
      ? [
          {
            where,
            found: form.title,
            expected: text(
              '各行为指标、各栏为口径的表式；按地区或按时期排列的资料表没有模板',
              'a form of items and measures; tables of regions or periods have no template',
            ),
          },
        ]
      : []),
    ...(layout.items.some((i) => i.asked)
      ? []
      : [
          {
            where,
            found: unit.name,
            expected: text('在本表有填报任务的单位', 'a unit that answers for an item of the form'),
          },
        ]),
  ]
  if (issues.length > 0) throw new InputError(issues)
}
