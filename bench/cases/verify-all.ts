import { certify } from '../../source/proof/certificate.ts';
import { policyCase } from '../../source/refine/case.ts';
import { derive } from '../../source/refine/derive.ts';
import { rerunOf } from '../../source/refine/rerun.ts';
import type { BenchCase } from '../case.ts';
import { everythingLessSome } from '../inputs.ts';
import { ratioGoal, timeByTurns } from '../measure.ts';
import { refineInput } from '../refine-input.ts';
import { summaryOf } from '../statistics.ts';

export const verifyAll: BenchCase = {
  name: 'verify-all',
  what: 'the certificate for * less a random 5 %, all seven laws, and the refinement itself, warm, in process',
  run(effort) {
    const input = everythingLessSome();
    const { policy, unused, catalog } = input;
    const facts = { id: 'all', name: 'all', policy, unused, protections: [], catalog };
    // What is proved has been made before: its proof is what is timed.
    const outcome = derive(policyCase({ ...facts, generalize: 'shortest' as const }), []);
    const prove = () => certify(outcome, rerunOf, 'benchmark');
    const [proving, refining] = timeByTurns([prove, () => refineInput(input)], 40 * effort, 10);
    const { laws, ok } = prove();
    return {
      measured: [
        { label: 'certificate', summary: summaryOf(proving) },
        { label: 'refinement', summary: summaryOf(refining) },
      ],
      goals: [ratioGoal('certificate / refinement', 20, proving, refining)],
      notes: [
        ok ? 'every law holds' : 'a law does not hold',
        ...laws.map(({ name, checked }) => `${name}: ${checked}`),
      ],
    };
  },
};
