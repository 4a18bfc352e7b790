import { ENGINE_CREDENTIALS } from "@millrace/engines";

/**
 * Sets what the AWS SDK reads of the environment to what the local server takes, and nothing else: a
 * profile, a region or keys of the user's own are about another AWS, and would be asked first.
 */
export function useLocalAws(): void {
  for (const name of Object.keys(process.env))
    if (name.startsWith("AWS_")) delete process.env[name];
  process.env["AWS_ACCESS_KEY_ID"] = ENGINE_CREDENTIALS.accessKeyId;
  process.env["AWS_SECRET_ACCESS_KEY"] = ENGINE_CREDENTIALS.secretAccessKey;
}
