using System.Text.Json;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Infra;

/// <summary>The Bicep files, beside the grammar and the facts of the resource types (resource-types.json, from the published type definitions).</summary>
public sealed partial class BicepTests
{
    private static readonly string[] OfBicep = ["parent", "scope", "dependsOn"];

    private static readonly Dictionary<string, ResourceType> Types =
        JsonSerializer.Deserialize<Dictionary<string, ResourceType>>(File.ReadAllText(Path.Combine(InfraFiles.Root, "tests/Infra/resource-types.json")), JsonSerializerOptions.Web)!;

    // Each role with its only use; a role that is not here may not be given.
    private static readonly Dictionary<string, string> Uses = new(StringComparer.Ordinal)
    {
        ["blobDataOwner"] = "account app b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
        ["queueDataContributor"] = "account app 974c5e8b-45b9-4653-ba55-5f855dd0fb88",
        ["tableDataContributor"] = "account app 0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3",
        ["secretsUser"] = "vault app 4633458b-17de-408a-b874-0445c86b69e6",
        ["metricsPublisher"] = "insights app 3913510d-42f4-4e42-8a64-420c390055eb",
        ["secretsOfficer"] = "vault writer b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    };

    [Test]
    public void File_Grammar_IsKept() => Assert.That(InfraFiles.All.SelectMany(file => file.Errors.Select(error => $"{file}: {error}")), Is.Empty);

    [Test]
    public void Files_Modules_AreFoundAndUsed()
    {
        var modules = InfraFiles.Of("main.bicep").Modules.Select(module => module.File);

        Assert.That(modules, Is.EquivalentTo(Directory.GetFiles(Path.Combine(InfraFiles.Infra, "modules")).Select(Path.GetFileName)));
    }

    [Test]
    public void Resource_Type_IsKnownWithItsVersion() => Assert.That(Resources().Select(found => found.Resource.Type).Where(type => !Types.ContainsKey(type)), Is.Empty);

    [Test]
    public void ResourceTypes_Fact_IsUsed() => Assert.That(Types.Keys, Is.EquivalentTo(Resources().Select(found => found.Resource.Type).Distinct()));

    [Test]
    public void Resource_Property_IsOfItsType()
    {
        var wrong = from found in Resources()
                    let allowed = Types[found.Resource.Type].Properties.ToHashSet(StringComparer.Ordinal)
                    from property in found.Resource.Properties
                    where !OfBicep.Contains(property.Path, StringComparer.Ordinal) && !allowed.Contains(property.Path) && !allowed.Contains($"{ParentOf(property.Path)}.*")
                    select $"{found.File}: {found.Resource.Name}.{property.Path}";

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void Resource_RequiredProperty_IsThere()
    {
        var missing = from found in Resources()
                      where !found.Resource.IsExisting
                      let present = found.Resource.Properties.Select(property => property.Path).ToHashSet(StringComparer.Ordinal)
                      from required in Types[found.Resource.Type].Required
                      let parent = ParentOf(required)
                      where (parent.Length == 0 || present.Contains(parent) || present.Any(path => path.StartsWith($"{parent}.", StringComparison.Ordinal))) && !present.Contains(required)
                      select $"{found.File}: {found.Resource.Name} lacks {required}";

        Assert.That(missing, Is.Empty);
    }

    [Test]
    public void Resource_Value_IsOneThatItsTypeTakes()
    {
        var wrong = from found in Resources()
                    let values = Types[found.Resource.Type].Values
                    from property in found.Resource.Properties
                    where property.Path != "name" && property.Value is not null && NeedsNoWork().IsMatch(property.Value) && !found.File.Reads.Contains(property.Value, StringComparer.Ordinal)
                    where values.TryGetValue(property.Path, out var allowed) && !allowed.Contains(property.Value, StringComparer.Ordinal)
                    select $"{found.File}: {found.Resource.Name}.{property.Path} is {property.Value}";

        Assert.That(wrong, Is.Empty);
    }

    [Test]
    public void File_ParameterOrVariable_IsUsed()
    {
        var unused = from file in InfraFiles.All
                     where file.File.EndsWith(".bicep", StringComparison.Ordinal)
                     from name in file.Parameters.Select(parameter => parameter.Name).Concat(file.Variables.Select(variable => variable.Name))
                     where !file.Reads.Contains(name, StringComparer.Ordinal)
                     select $"{file}: {name}";

        Assert.That(unused, Is.Empty);
    }

    [Test]
    public void Module_Parameters_AreThoseItDeclares() =>
        Assert.Multiple(() =>
        {
            foreach (var module in InfraFiles.Of("main.bicep").Modules)
                Assert.That(module.Parameters, Is.EquivalentTo(InfraFiles.Of(module.File).Parameters.Select(parameter => parameter.Name)), module.File);
        });

    [Test]
    public void Module_Outputs_AreAllUsedAndAllThere()
    {
        var main = InfraFiles.Of("main.bicep");
        var declared = main.Modules.SelectMany(module => InfraFiles.Of(module.File).Outputs.Select(output => $"{module.Name}.outputs.{output}"));

        Assert.That(main.Members.Where(member => OutputOfModule().IsMatch(member)).Distinct(), Is.EquivalentTo(declared));
    }

    [Test]
    public void Main_Outputs_AreThoseTheScriptsRead()
    {
        var scripts = string.Concat(Directory.GetFiles(InfraFiles.Infra, "*.sh").Select(File.ReadAllText));

        Assert.That(InfraFiles.Of("main.bicep").Outputs, Is.EquivalentTo(OutputOfScript().Matches(scripts).Select(match => match.Groups["name"].Value).Distinct()));
    }

    [Test]
    public void Roles_Assignments_GiveEachRoleForItsOneUse()
    {
        var roles = InfraFiles.Of("roles.bicep");
        var ids = roles.Variables.ToDictionary(variable => variable.Name, variable => variable.Value, StringComparer.Ordinal);
        var given = roles.Resources.Where(resource => !resource.IsExisting).Select(resource =>
        {
            var role = RoleOfAssignment().Match(Value(resource, "properties.roleDefinitionId")).Groups["role"].Value;
            var who = Value(resource, "properties.principalId") == "appPrincipalId" ? "app" : "writer";
            Assert.That(Value(resource, "name"), Does.EndWith($"{role})"), resource.Name);
            return KeyValuePair.Create(role, $"{Value(resource, "scope")} {who} {ids[role]}");
        });

        Assert.That(given, Is.EquivalentTo(Uses));
        Assert.That(InfraFiles.All.Where(file => file.File != "roles.bicep").SelectMany(file => file.Resources).Select(resource => resource.Type), Has.None.StartsWith("Microsoft.Authorization/"));
    }

    [TestCase("storage.bicep", "account", "properties.allowSharedKeyAccess", "false")]
    [TestCase("storage.bicep", "account", "properties.allowBlobPublicAccess", "false")]
    [TestCase("storage.bicep", "account", "properties.networkAcls.defaultAction", "isPrivate ? 'Deny' : 'Allow'")]
    [TestCase("vault.bicep", "vault", "properties.enableRbacAuthorization", "true")]
    [TestCase("vault.bicep", "vault", "properties.enableSoftDelete", "true")]
    [TestCase("vault.bicep", "vault", "properties.enablePurgeProtection", "true")]
    [TestCase("vault.bicep", "vault", "properties.networkAcls.defaultAction", "isPrivate ? 'Deny' : 'Allow'")]
    [TestCase("monitoring.bicep", "insights", "properties.DisableLocalAuth", "true")]
    [TestCase("app.bicep", "plan", "sku.name", "FC1")]
    [TestCase("app.bicep", "app", "properties.httpsOnly", "true")]
    [TestCase("app.bicep", "app", "properties.functionAppConfig.runtime.version", "10.0")]
    [TestCase("app.bicep", "app", "properties.functionAppConfig.deployment.storage.authentication.type", "UserAssignedIdentity")]
    [TestCase("app.bicep", "appSettings", "properties.AzureWebJobsDisableHomepage", "true")]
    [TestCase("app.bicep", "signIn", "properties.platform.enabled", "true")]
    [TestCase("app.bicep", "signIn", "properties.globalValidation.requireAuthentication", "true")]
    [TestCase("app.bicep", "noPublishingPassword", "properties.allow", "false")]
    public void Resource_Guard_IsSet(string file, string resource, string property, string value) =>
        Assert.That(Value(InfraFiles.Of(file).Resources.Single(found => found.Name == resource), property), Is.EqualTo(value));

    [Test]
    public void Bicep_Secrets_AreNeverResources() => Assert.That(Resources().Select(found => found.Resource.Type), Has.None.Contains("vaults/secrets"));

    private static IEnumerable<(BicepFile File, BicepResource Resource)> Resources() => InfraFiles.All.SelectMany(file => file.Resources.Select(resource => (file, resource)));

    private static string Value(BicepResource resource, string path) => resource.Properties.Single(property => property.Path == path).Value ?? "";

    private static string ParentOf(string path) => path.LastIndexOf('.') is var at and > 0 ? path[..at] : "";

    [GeneratedRegex(@"^[A-Za-z0-9_,]+$", RegexOptions.None, 1000)]
    private static partial Regex NeedsNoWork();

    [GeneratedRegex(@"^\w+\.outputs\.\w+$", RegexOptions.None, 1000)]
    private static partial Regex OutputOfModule();

    [GeneratedRegex(@"(output_of |properties\.outputs\.)(?<name>[a-z]\w+)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OutputOfScript();

    [GeneratedRegex(@"roleDefinitions', (?<role>\w+)\)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RoleOfAssignment();

    private sealed record ResourceType(IReadOnlyList<string> Properties, IReadOnlyList<string> Required, IReadOnlyDictionary<string, IReadOnlyList<string>> Values);
}
