/** A CLI configuration by which Terraform takes its providers from a folder. */
export function mirrored(path: string): string {
  return `provider_installation {\n  filesystem_mirror {\n    path = ${JSON.stringify(path)}\n  }\n}\n`;
}

/** The AWS provider, asking `url` for everything. */
export function providerAt(url: string): string {
  return `terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}
provider "aws" {
  skip_credentials_validation = true
  skip_requesting_account_id  = true
  skip_metadata_api_check     = true
  endpoints {
    iam      = "${url}"
    sts      = "${url}"
    ssoadmin = "${url}"
  }
}
`;
}
