/**
 * Where the service and the name of an event are not the prefix and the name of the action that it needs. Every row
 * has the page that documents it; AWS's own lists, where a catalogue has them, count before these.
 */

/** Event sources whose first part is not the service prefix. */
export interface SourceRows {
  readonly documented: string;
  /** `eventSource` without `.amazonaws.com` -> the service prefixes that its calls may need, in this order */
  readonly prefixes: Readonly<Record<string, readonly string[]>>;
}

/** Operations whose action has another name, or that need several. */
export interface OperationRows {
  readonly documented: string;
  /** the service prefix that the event's source stands for */
  readonly service: string;
  /** `eventName` -> `service:Name` of all actions that it needs */
  readonly needs: Readonly<Record<string, readonly string[]>>;
}

const DOCS = 'https://docs.aws.amazon.com';
const REFERENCE = `${DOCS}/service-authorization/latest/reference`;

export const SOURCES: readonly SourceRows[] = [
  {
    documented: `${DOCS}/AmazonCloudWatch/latest/monitoring/logging_cw_api_calls.html`,
    prefixes: { monitoring: ['cloudwatch'] },
  },
  {
    documented: `${REFERENCE}/list_amazonresourcegrouptaggingapi.html`,
    prefixes: { tagging: ['tag'] },
  },
  {
    // Both have the same source; no action of one is one of the other's.
    documented: `${DOCS}/autoscaling/application/userguide/logging-using-cloudtrail.html`,
    prefixes: { autoscaling: ['autoscaling', 'application-autoscaling', 'autoscaling-plans'] },
  },
  {
    documented: `${REFERENCE}/list_awscloudcontrolapi.html`,
    prefixes: { cloudcontrolapi: ['cloudformation'] },
  },
  {
    documented: `${DOCS}/AmazonRDS/latest/AuroraUserGuide/logging-using-cloudtrail-data-api.html`,
    prefixes: { rdsdata: ['rds-data'], rdsdataapi: ['rds-data'] },
  },
  {
    // `metadata.endpointPrefix` and `signingName` of AWS's own service models.
    documented: 'https://github.com/boto/botocore/tree/develop/botocore/data',
    prefixes: {
      'a2i-runtime.sagemaker': ['sagemaker'],
      'admin.wickr': ['wickr'],
      'agreement-marketplace': ['aws-marketplace'],
      'api.detective': ['detective'],
      'api.ecr': ['ecr'],
      'api.ecr-public': ['ecr-public'],
      'api.iotdeviceadvisor': ['iotdeviceadvisor'],
      'api.iotmanagedintegrations': ['iotmanagedintegrations'],
      'api.iotwireless': ['iotwireless'],
      'api.mediatailor': ['mediatailor'],
      'api.pricing': ['pricing'],
      'api.sagemaker': ['sagemaker'],
      appconfigdata: ['appconfig'],
      appstream2: ['appstream'],
      'bedrock-agent': ['bedrock'],
      'bedrock-agent-runtime': ['bedrock'],
      'bedrock-agentcore-control': ['bedrock-agentcore'],
      'bedrock-data-automation': ['bedrock'],
      'bedrock-data-automation-runtime': ['bedrock'],
      'bedrock-runtime': ['bedrock'],
      'cassandra-streams': ['cassandra'],
      'catalog.marketplace': ['aws-marketplace'],
      cloudhsmv2: ['cloudhsm'],
      cloudsearchdomain: ['cloudsearch'],
      'contact-lens': ['connect'],
      'controlplane.payment-cryptography': ['payment-cryptography'],
      'data-signer': ['signer'],
      'data.mediastore': ['mediastore'],
      'data.qapps': ['qapps'],
      'dataplane.payment-cryptography': ['payment-cryptography'],
      'deployment-marketplace': ['aws-marketplace'],
      'discovery-marketplace': ['aws-marketplace'],
      'edge.sagemaker': ['sagemaker'],
      email: ['ses'],
      'entitlement.marketplace': ['aws-marketplace'],
      'featurestore-runtime.sagemaker': ['sagemaker'],
      forecastquery: ['forecast'],
      'identity-chime': ['chime'],
      'ingest.timestream': ['timestream'],
      ivsrealtime: ['ivs'],
      'mail-manager': ['ses'],
      'media-pipelines-chime': ['chime'],
      'meetings-chime': ['chime'],
      'memory-db': ['memorydb'],
      'messaging-chime': ['chime'],
      'metering.marketplace': ['aws-marketplace'],
      'metrics.sagemaker': ['sagemaker'],
      'migrationhub-config': ['mgh'],
      'models-v2-lex': ['lex'],
      'models.lex': ['lex'],
      'personalize-events': ['personalize'],
      'personalize-runtime': ['personalize'],
      pinpoint: ['mobiletargeting'],
      'query.timestream': ['timestream'],
      'reporting-marketplace': ['aws-marketplace'],
      'runtime-v2-lex': ['lex'],
      'runtime.lex': ['lex'],
      'runtime.sagemaker': ['sagemaker'],
      's3-control': ['s3'],
      'servicecatalog-appregistry': ['servicecatalog'],
      'sms-voice.pinpoint': ['sms-voice'],
      'streams.dynamodb': ['dynamodb'],
      'voice-chime': ['chime'],
    },
  },
];

const GENERAL_PURPOSE = `${DOCS}/AmazonS3/latest/userguide/using-with-s3-policy-actions.html`;

export const DOCUMENTED_OPERATIONS: readonly OperationRows[] = [
  {
    documented: GENERAL_PURPOSE,
    service: 's3',
    needs: {
      CompleteMultipartUpload: ['s3:PutObject'],
      CopyObject: ['s3:GetObject', 's3:PutObject'],
      CreateMultipartUpload: ['s3:PutObject'],
      DeleteAccountPublicAccessBlock: ['s3:PutAccountPublicAccessBlock'],
      DeleteBucketAnalyticsConfiguration: ['s3:PutAnalyticsConfiguration'],
      DeleteBucketCors: ['s3:PutBucketCORS'],
      DeleteBucketEncryption: ['s3:PutEncryptionConfiguration'],
      DeleteBucketIntelligentTieringConfiguration: ['s3:PutIntelligentTieringConfiguration'],
      DeleteBucketInventoryConfiguration: ['s3:PutInventoryConfiguration'],
      DeleteBucketLifecycle: ['s3:PutLifecycleConfiguration'],
      DeleteBucketMetricsConfiguration: ['s3:PutMetricsConfiguration'],
      DeleteBucketOwnershipControls: ['s3:PutBucketOwnershipControls'],
      DeleteBucketPublicAccessBlock: ['s3:PutBucketPublicAccessBlock'],
      DeleteBucketReplication: ['s3:PutReplicationConfiguration'],
      DeleteBucketTagging: ['s3:PutBucketTagging'],
      DeleteObjects: ['s3:DeleteObject'],
      DeletePublicAccessBlock: ['s3:PutBucketPublicAccessBlock'],
      GetBucketAccelerateConfiguration: ['s3:GetAccelerateConfiguration'],
      GetBucketAnalyticsConfiguration: ['s3:GetAnalyticsConfiguration'],
      GetBucketEncryption: ['s3:GetEncryptionConfiguration'],
      GetBucketIntelligentTieringConfiguration: ['s3:GetIntelligentTieringConfiguration'],
      GetBucketInventoryConfiguration: ['s3:GetInventoryConfiguration'],
      GetBucketLifecycle: ['s3:GetLifecycleConfiguration'],
      GetBucketLifecycleConfiguration: ['s3:GetLifecycleConfiguration'],
      GetBucketMetricsConfiguration: ['s3:GetMetricsConfiguration'],
      GetBucketNotificationConfiguration: ['s3:GetBucketNotification'],
      GetBucketReplication: ['s3:GetReplicationConfiguration'],
      GetObjectLockConfiguration: ['s3:GetBucketObjectLockConfiguration'],
      GetPublicAccessBlock: ['s3:GetBucketPublicAccessBlock'],
      HeadBucket: ['s3:ListBucket'],
      HeadObject: ['s3:GetObject'],
      ListBucketAnalyticsConfigurations: ['s3:GetAnalyticsConfiguration'],
      ListBucketIntelligentTieringConfigurations: ['s3:GetIntelligentTieringConfiguration'],
      ListBucketInventoryConfigurations: ['s3:GetInventoryConfiguration'],
      ListBucketMetricsConfigurations: ['s3:GetMetricsConfiguration'],
      ListBuckets: ['s3:ListAllMyBuckets'],
      ListMultipartUploads: ['s3:ListBucketMultipartUploads'],
      ListObjectVersions: ['s3:ListBucketVersions'],
      ListObjects: ['s3:ListBucket'],
      ListObjectsV2: ['s3:ListBucket'],
      ListParts: ['s3:ListMultipartUploadParts'],
      PutBucketAccelerateConfiguration: ['s3:PutAccelerateConfiguration'],
      PutBucketAnalyticsConfiguration: ['s3:PutAnalyticsConfiguration'],
      PutBucketEncryption: ['s3:PutEncryptionConfiguration'],
      PutBucketIntelligentTieringConfiguration: ['s3:PutIntelligentTieringConfiguration'],
      PutBucketInventoryConfiguration: ['s3:PutInventoryConfiguration'],
      PutBucketLifecycle: ['s3:PutLifecycleConfiguration'],
      PutBucketLifecycleConfiguration: ['s3:PutLifecycleConfiguration'],
      PutBucketMetricsConfiguration: ['s3:PutMetricsConfiguration'],
      PutBucketNotificationConfiguration: ['s3:PutBucketNotification'],
      PutBucketReplication: ['s3:PutReplicationConfiguration'],
      PutObjectLockConfiguration: ['s3:PutBucketObjectLockConfiguration'],
      PutPublicAccessBlock: ['s3:PutBucketPublicAccessBlock'],
      SelectObjectContent: ['s3:GetObject'],
      UploadPart: ['s3:PutObject'],
      UploadPartCopy: ['s3:GetObject', 's3:PutObject'],
    },
  },
  {
    documented: `${DOCS}/AmazonS3/latest/API/RESTObjectPOST.html`,
    service: 's3',
    needs: { PostObject: ['s3:PutObject'] },
  },
  {
    documented: `${DOCS}/lambda/latest/api/API_Invoke.html`,
    service: 'lambda',
    needs: { Invoke: ['lambda:InvokeFunction'] },
  },
  {
    documented: `${DOCS}/lambda/latest/api/API_InvokeWithResponseStream.html`,
    service: 'lambda',
    needs: { InvokeWithResponseStream: ['lambda:InvokeFunction'] },
  },
  {
    documented: `${DOCS}/lambda/latest/api/API_GetLayerVersionByArn.html`,
    service: 'lambda',
    needs: { GetLayerVersionByArn: ['lambda:GetLayerVersion'] },
  },
  {
    documented: `${DOCS}/kms/latest/developerguide/kms-api-permissions-reference.html`,
    service: 'kms',
    needs: { ReEncrypt: ['kms:ReEncryptFrom', 'kms:ReEncryptTo'] },
  },
  {
    documented: `${DOCS}/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html`,
    service: 'sqs',
    needs: {
      ChangeMessageVisibilityBatch: ['sqs:ChangeMessageVisibility'],
      DeleteMessageBatch: ['sqs:DeleteMessage'],
      SendMessageBatch: ['sqs:SendMessage'],
    },
  },
  {
    documented: `${DOCS}/sns/latest/api/API_PublishBatch.html`,
    service: 'sns',
    needs: { PublishBatch: ['sns:Publish'] },
  },
  {
    documented: `${DOCS}/amazondynamodb/latest/developerguide/transaction-apis-iam.html`,
    service: 'dynamodb',
    needs: { TransactGetItems: ['dynamodb:GetItem'] },
  },
  {
    documented: `${DOCS}/bedrock/latest/APIReference/API_runtime_Converse.html`,
    service: 'bedrock',
    needs: { Converse: ['bedrock:InvokeModel'] },
  },
  {
    documented: `${DOCS}/bedrock/latest/APIReference/API_runtime_ConverseStream.html`,
    service: 'bedrock',
    needs: { ConverseStream: ['bedrock:InvokeModelWithResponseStream'] },
  },
  {
    documented: `${DOCS}/access-analyzer/latest/APIReference/API_GetFindingV2.html`,
    service: 'access-analyzer',
    needs: {
      GetFindingV2: ['access-analyzer:GetFinding'],
      ListFindingsV2: ['access-analyzer:ListFindings'],
    },
  },
  {
    documented: `${DOCS}/cloudfront/latest/APIReference/API_CreateDistributionWithTags.html`,
    service: 'cloudfront',
    needs: { CreateDistributionWithTags: ['cloudfront:CreateDistribution', 'cloudfront:TagResource'] },
  },
  {
    documented: `${REFERENCE}/list_awsbudgetservice.html`,
    service: 'budgets',
    needs: {
      CreateBudget: ['budgets:ModifyBudget'],
      CreateNotification: ['budgets:ModifyBudget'],
      CreateSubscriber: ['budgets:ModifyBudget'],
      DeleteBudget: ['budgets:ModifyBudget'],
      DeleteNotification: ['budgets:ModifyBudget'],
      DeleteSubscriber: ['budgets:ModifyBudget'],
      DescribeBudget: ['budgets:ViewBudget'],
      DescribeBudgetNotificationsForAccount: ['budgets:ViewBudget'],
      DescribeBudgetPerformanceHistory: ['budgets:ViewBudget'],
      DescribeBudgets: ['budgets:ViewBudget'],
      DescribeNotificationsForBudget: ['budgets:ViewBudget'],
      DescribeSubscribersForNotification: ['budgets:ViewBudget'],
      UpdateBudget: ['budgets:ModifyBudget'],
      UpdateNotification: ['budgets:ModifyBudget'],
      UpdateSubscriber: ['budgets:ModifyBudget'],
    },
  },
  {
    documented: `${DOCS}/keyspaces/latest/devguide/logging-using-cloudtrail.html`,
    service: 'cassandra',
    needs: {
      AlterKeyspace: ['cassandra:Alter'],
      AlterTable: ['cassandra:Alter'],
      CreateKeyspace: ['cassandra:Create'],
      CreateTable: ['cassandra:Create'],
      DeleteKeyspace: ['cassandra:Drop'],
      DeleteTable: ['cassandra:Drop'],
      DropKeyspace: ['cassandra:Drop'],
      DropTable: ['cassandra:Drop'],
      GetKeyspace: ['cassandra:Select'],
      GetTable: ['cassandra:Select'],
      ListKeyspaces: ['cassandra:Select'],
      ListTables: ['cassandra:Select'],
      UpdateKeyspace: ['cassandra:Alter'],
      UpdateTable: ['cassandra:Alter'],
    },
  },
];

/**
 * The actions of API Gateway are the methods of HTTP; its operations tell theirs by their first word (the service
 * models have the method of each). Words that stand for more than one method are left out.
 */
export const METHODS = {
  documented: `${REFERENCE}/list_amazonapigatewaymanagement.html`,
  service: 'apigateway',
  byWord: {
    Create: 'POST',
    Delete: 'DELETE',
    Export: 'GET',
    Flush: 'DELETE',
    Generate: 'POST',
    Get: 'GET',
    Publish: 'POST',
    Put: 'PUT',
    Reimport: 'PUT',
    Reject: 'POST',
    Reset: 'DELETE',
    Test: 'POST',
    Untag: 'DELETE',
    Update: 'PATCH',
  } as Readonly<Record<string, string>>,
};

/**
 * Some names end with the version of the interface: `CreateFunction20150331`, `UpdateFunctionCode20150331v2`
 * (Lambda), `CreateDistribution2020_05_31` (CloudFront).
 */
export const VERSION_AT_END = {
  documented: [
    `${DOCS}/lambda/latest/dg/logging-using-cloudtrail.html`,
    `${DOCS}/AmazonCloudFront/latest/DeveloperGuide/logging_using_cloudtrail.html`,
  ],
  pattern: /(?:\d{8}(?:v\d+)?|\d{4}_\d\d_\d\d)$/,
};

/** Kinds of events that nobody's policy had to allow (CloudTrail User Guide, "CloudTrail record contents"). */
export const NO_CALLS = {
  documented: `${DOCS}/awscloudtrail/latest/userguide/cloudtrail-event-reference-record-contents.html`,
  types: new Set(['AwsServiceEvent', 'AwsConsoleSignIn', 'AwsCloudTrailInsight']),
};
