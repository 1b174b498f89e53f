import { shellWord } from "../print/shell.ts";

/** What schedules a campaign on a cluster. */
export const schedulers = ["slurm", "kubernetes"] as const;
export type Scheduler = (typeof schedulers)[number];

interface ToEmit {
  readonly name: string;
  /** The whole campaign's command, with a folder that every task sees. */
  readonly command: string;
  readonly runs: number;
}

/** How many tasks a campaign is cut into, when that is left to us: no fewer runs a task than are worth its start. */
const tasksFor = (runs: number): number => Math.max(1, Math.min(64, Math.floor(runs / 500)));

/** A script or a manifest that runs a campaign as an array of tasks on a shared folder. */
export const emitted = (scheduler: Scheduler, asked: ToEmit): string =>
  scheduler === "slurm" ? slurm(asked) : kubernetes(asked);

const slurm = ({ name, command, runs }: ToEmit): string => {
  const tasks = tasksFor(runs);
  return `#!/bin/sh
# Runs a campaign as a Slurm array, on a folder that every node sees. Submit it from the folder that holds the experiment:
#   sbatch campaign.sh
# The task that ends last tells what all came to; later, this does: ${command}
#SBATCH --job-name=ordeal-${safe(name)}
#SBATCH --array=0-${tasks - 1}
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
set -eu
exec ${command} --workers 1 --no-verdict --shard "$SLURM_ARRAY_TASK_ID/${tasks}"
`;
};

const kubernetes = ({ name, command, runs }: ToEmit): string => {
  const tasks = tasksFor(runs);
  const script = `cd /campaign && exec ${command} --workers 1 --no-verdict --shard "$JOB_COMPLETION_INDEX/${tasks}"`;
  return `# Runs a campaign as an Indexed Job. The experiment and the campaign's folder lie on a volume that every pod may write
# (ReadWriteMany); the image has Node.js and Ordeal. Put your own image and claim in, then: kubectl apply -f campaign.yaml
apiVersion: batch/v1
kind: Job
metadata:
  name: ordeal-${safe(name)}
spec:
  completions: ${tasks}
  parallelism: ${tasks}
  completionMode: Indexed
  backoffLimitPerIndex: 3
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: ordeal
          image: YOUR-IMAGE
          command: [sh, -c, ${JSON.stringify(script)}]
          resources:
            requests: { cpu: "1", memory: 512Mi }
          volumeMounts:
            - { name: campaign, mountPath: /campaign }
      volumes:
        - name: campaign
          persistentVolumeClaim: { claimName: YOUR-CLAIM }
`;
};

/** A name that Slurm and Kubernetes both take. */
const safe = (name: string): string =>
  shellWord(
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 40),
  ) || "campaign";
