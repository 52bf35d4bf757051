import { fold } from '../pattern/fold.ts';

/**
 * Actions with which a principal can come by more rights than it was given, each with what it opens. From published
 * research: Spencer Gietzen, "AWS IAM Privilege Escalation – Methods and Mitigation" (Rhino Security Labs, 2018, and
 * its list on GitHub, RhinoSecurityLabs/AWS-IAM-Privilege-Escalation); Gerben Kleijn, "Well, That Escalated Quickly:
 * Privilege Escalation in AWS" (Bishop Fox, 2020); Seth Art, "IAM Vulnerable" (Bishop Fox, 2021).
 * Those that need `iam:PassRole` beside them are listed for the part they play.
 */
const ESCALATIONS: Readonly<Record<string, string>> = {
  'iam:AddUserToGroup': 'joins a group with more rights',
  'iam:AttachGroupPolicy': 'attaches any policy to a group',
  'iam:AttachRolePolicy': 'attaches any policy to a role',
  'iam:AttachUserPolicy': 'attaches any policy to a user',
  'iam:CreateAccessKey': 'makes keys for another user',
  'iam:CreateLoginProfile': 'gives another user a password',
  'iam:CreatePolicyVersion': 'rewrites an attached policy',
  'iam:PassRole': 'lends a role to a service that runs code',
  'iam:PutGroupPolicy': 'writes an inline policy of a group',
  'iam:PutRolePolicy': 'writes an inline policy of a role',
  'iam:PutUserPolicy': 'writes an inline policy of a user',
  'iam:SetDefaultPolicyVersion': 'brings back an older policy',
  'iam:UpdateAssumeRolePolicy': 'says who may assume a role',
  'iam:UpdateLoginProfile': "changes another user's password",
  'sts:AssumeRole': 'takes on the rights of another role',
  'cloudformation:CreateStack': 'makes resources with a passed role',
  'cloudformation:UpdateStack': "changes resources with the stack's role",
  'codebuild:CreateProject': 'runs builds with a passed role',
  'codebuild:StartBuild': "runs a build with the project's role",
  'codebuild:UpdateProject': "changes what a project's role runs",
  'codestar:AssociateTeamMember': "joins a project's team with its rights",
  'codestar:CreateProject': 'makes a project and its roles',
  'datapipeline:ActivatePipeline': 'runs commands with a passed role',
  'datapipeline:CreatePipeline': 'makes a pipeline with a passed role',
  'datapipeline:PutPipelineDefinition': 'says what a pipeline runs',
  'ec2:AssociateIamInstanceProfile': 'gives an instance another role',
  'ec2:RunInstances': 'starts a machine with a passed role',
  'ec2-instance-connect:SendSSHPublicKey': 'logs in to an instance that has a role',
  'glue:CreateDevEndpoint': 'opens a shell with a passed role',
  'glue:CreateJob': 'runs code with a passed role',
  'glue:UpdateDevEndpoint': "opens a shell with an endpoint's role",
  'glue:UpdateJob': "changes the code that a job's role runs",
  'lambda:AddPermission': 'lets others call a function that has a role',
  'lambda:CreateEventSourceMapping': 'has a function called that has a role',
  'lambda:CreateFunction': 'runs code with a passed role',
  'lambda:UpdateFunctionCode': "runs code with a function's role",
  'lambda:UpdateFunctionConfiguration': "adds a layer of code to a function's role",
  'sagemaker:CreateNotebookInstance': 'opens a notebook with a passed role',
  'sagemaker:CreatePresignedNotebookInstanceUrl': "opens a notebook with the notebook's role",
  'sagemaker:CreateProcessingJob': 'runs code with a passed role',
  'sagemaker:CreateTrainingJob': 'runs code with a passed role',
  'ssm:SendCommand': "runs commands with an instance's role",
  'ssm:StartSession': 'opens a shell on an instance that has a role',
};

const byLowerCase = new Map(Object.entries(ESCALATIONS).map(([action, opens]) => [fold(action), opens]));

/** How an action can lead to more rights; undefined for an action that is not known for it. */
export function escalationOf(action: string): string | undefined {
  return byLowerCase.get(fold(action));
}
