using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Tests.Export;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;
using static CloudmoreAutotask.Tests.Setup.Doctor.DoctorLooks;

namespace CloudmoreAutotask.Tests.Setup.Doctor;

/// <summary>What the doctor says of secrets in Key Vault.</summary>
public sealed class DoctorSecretsTests
{
    private static readonly string[] Secrets = ["Autotask:ApiUsername", "Autotask:ApiSecret", "Autotask:ApiIntegrationCode", "Cloudmore:ClientSecret", "Cloudmore:Password"];

    private ExportHarness _export = null!;
    private VaultUnderTest _tested = null!;

    [SetUp]
    public async Task SetUp()
    {
        _tested = await VaultUnderTest.StartAsync();
        _export = await ExportHarness.StartAsync();
        _export.Before = _tested.Register;
        _export.Organization("Contoso");
        foreach (var setting in Secrets)
        {
            _tested.Vault.Set(KeyVaultOptions.SecretName(setting), _export.Settings[setting]!);
            _export.Settings.Remove(setting);
        }

        _export.Settings["KeyVault:Uri"] = _tested.Vault.Uri.ToString();
    }

    [TearDown]
    public async Task TearDown()
    {
        await _export.DisposeAsync();
        await _tested.DisposeAsync();
    }

    [Test]
    public async Task Look_SecretsInTheVault_AreGoodAndAnExportWouldRun()
    {
        var findings = await LookAsync(_export);

        Assert.That(findings.Where(finding => finding.Check == "Secrets").Select(finding => finding.State), Is.EqualTo(Enumerable.Repeat(FindingState.Good, Secrets.Length)));
        Assert.That(SetupDoctor.WouldExport(findings), Is.True);
    }

    [Test]
    public async Task Look_SecretIsNotInTheVault_IsBadByItsNameAndNobodySignsInWithout()
    {
        _tested.Vault.Delete("Autotask--ApiSecret");

        var findings = await LookAsync(_export);

        Assert.That(Bad(findings, "Secrets"), Does.Contain("'Autotask--ApiSecret'").And.Contain("Set Autotask--ApiSecret in the vault").And.Not.Contain("Cloudmore--Password"));
        Assert.That(Bad(findings, "Autotask"), Does.Contain("Autotask--ApiSecret"));
        Assert.That(_export.Autotask.Calls.Unauthorized, Is.Zero);
        Assert.That(One(findings, "Cloudmore sign-in").State, Is.EqualTo(FindingState.Good), "the other API's secrets are there");
    }

    [TestCase(null, "has no secret 'Operator--Key'")]
    [TestCase("too short", "of at least 24 characters")]
    public async Task Look_OperatorKeyCannotBeUsed_IsToBeLookedAtAndAnExportWouldRun(string? key, string found)
    {
        if (key is not null)
            _tested.Vault.Set("Operator--Key", key);

        var findings = await LookAsync(_export);

        var finding = One(findings, "Operator key");
        Assert.That(finding.State, Is.EqualTo(FindingState.Warning));
        Assert.That(finding.Found, Does.Contain(found).And.Contain("every change is refused"));
        Assert.That(finding.ToDo, Does.StartWith("Set Operator--Key in the vault").And.Contain("24 characters"));
        Assert.That(SetupDoctor.WouldExport(findings), Is.True);
    }

    [Test]
    public async Task Look_OperatorKeyIsSetAfterALook_IsGoodAtOnce()
    {
        await using var provider = _export.Build("2026-10-09");
        var doctor = provider.GetRequiredService<SetupDoctor>();
        _tested.Vault.Set("Operator--Key", "short");
        Assert.That(One(await doctor.LookAsync(createField: false, CancellationToken.None).ToListAsync(), "Operator key").State, Is.EqualTo(FindingState.Warning));

        _tested.Vault.Set("Operator--Key", "a-long-random-text-for-tests");

        var finding = One(await doctor.LookAsync(createField: false, CancellationToken.None).ToListAsync(), "Operator key");
        Assert.That(finding.State, Is.EqualTo(FindingState.Good));
        Assert.That(finding.Found, Does.Not.Contain("a-long-random-text"));
    }

    [Test]
    public async Task Look_IdentityMayNotReadTheVault_IsBadWithTheRoleThatItNeeds()
    {
        _tested.Credentials = new StubCredentials(() => "a-token-of-somebody-else");

        var findings = await LookAsync(_export);

        Assert.That(Bad(findings, "Secrets"), Does.Contain("Key Vault Secrets User"));
        Assert.That(_export.Autotask.Calls.Unauthorized, Is.Zero);
        Assert.That(SetupDoctor.WouldExport(findings), Is.False);
    }
}
