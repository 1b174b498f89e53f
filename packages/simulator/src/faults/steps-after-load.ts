import type { Fault } from "../fault.ts";
import { Priority } from "../kernel/queue.ts";
import type { World } from "../world.ts";

/**
 * Calls `found` at the boundary at which the job has done so many steps since it last loaded a checkpoint, or began from
 * scratch; after the next load again, until it returns true. A job that stops before then counts anew from its next load,
 * but goes on counting where nothing was loaded.
 */
export const afterLoadedSteps = (world: World, fault: Fault, steps: number, found: () => boolean): void => {
  const { job, journal } = world;
  const { stepper } = job;
  let goal: number | undefined;
  let resumes = 0;
  const listen = (): void =>
    journal.watch("job.resumed", 1, (_, { from, step }) => {
      listen();
      if (from !== "memory") goal = step + steps;
      lookAgain(++resumes, steps * world.plan.scenario.job.step);
    });
  // No step is shorter than a healthy one, so that a look comes never too late.
  const lookAgain = (resume: number, us: number): void =>
    world.after(Math.max(1, us), Priority.completion, `detect ${fault.id}`, () => look(resume));
  const look = (resume: number): void => {
    world.catchUp();
    if (resume !== resumes || goal === undefined || !job.isUp) return;
    const left = goal - stepper.stepAt(world.nowUs);
    if (left > 0) {
      const isStepping = job.mode === "stepping";
      const boundaryUs = isStepping ? stepper.boundaryUs(goal - stepper.step) - world.nowUs : 0;
      return lookAgain(resume, isStepping ? boundaryUs : left * world.plan.scenario.job.step);
    }
    goal = undefined;
    if (found()) resumes = Number.POSITIVE_INFINITY;
  };
  listen();
};
