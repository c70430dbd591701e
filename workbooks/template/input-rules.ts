/** Knows what Excel asks of a person who fills in a template: numbers, statuses from a list, and what was reported before. */
import type { DataValidation } from 'exceljs'
import type { Form } from '../../indicators/form.ts'
import { MISSING_REASONS, STATUSES } from '../../indicators/observation.ts'
import { statusWords } from '../words/status-text.ts'

/** A text cut to what Excel takes. */
export const clip = (raw: string, length: number): string =>
  raw.length > length ? `${raw.slice(0, length - 1)}…` : raw

/** A number, with a question instead of a refusal where a missing mark or `>35` is typed. */
export const numberRule = (form: Form, prior: string | undefined): DataValidation => {
  const marks = Object.entries(form.missingMarks)
    .filter(([mark]) => /^(?:…|—|[\u4e00-\u9fff]+)$/.test(mark))
    .map(([mark, reason]) =>
      MISSING_REASONS[reason].zh === mark ? `“${mark}”` : `“${mark}”（${MISSING_REASONS[reason].zh}）`,
    )
  return {
    type: 'decimal',
    operator: 'between',
    formulae: [-1e15, 1e15],
    allowBlank: true,
    showErrorMessage: true,
    errorStyle: 'warning',
    errorTitle: '不是数字',
    error: clip(`此格应填数字，不带单位。没有数字的填原因：${marks.join('、')}。仍要填入吗？`, 220),
    ...(prior === undefined
      ? {}
      : { showInputMessage: true, promptTitle: '以前报送', prompt: clip(prior, 220) }),
  }
}

/** A drop-down of the statuses. */
export const statusRule = (form: Form): DataValidation => ({
  type: 'list',
  formulae: [`"${statusWords.join(',')}"`],
  allowBlank: true,
  showErrorMessage: true,
  errorStyle: 'stop',
  errorTitle: '数据性质',
  error: `请从列表中选择；不填按“${STATUSES[form.defaultStatus].zh}”处理。`,
})
