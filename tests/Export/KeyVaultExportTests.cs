using CloudmoreAutotask.Billing;
using CloudmoreAutotask.Ledger;
using CloudmoreAutotask.LocalHost.CommandLine;
using CloudmoreAutotask.LocalHost.Output;
using CloudmoreAutotask.Setup;
using CloudmoreAutotask.Simulators.Cloudmore;
using CloudmoreAutotask.Simulators.KeyVault;
using CloudmoreAutotask.Storage;
using CloudmoreAutotask.Tests.Setup;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace CloudmoreAutotask.Tests.Export;

/// <summary>Whole exports whose secrets are in a vault and nowhere else.</summary>
public sealed class KeyVaultExportTests
{
    private const string Wrong = "a-wrong-secret";
    private static readonly DateOnly October8 = new(2026, 10, 8);
    private static readonly string[] Secrets = ["Autotask:ApiUsername", "Autotask:ApiSecret", "Autotask:ApiIntegrationCode", "Cloudmore:ClientSecret", "Cloudmore:Password"];

    private ExportHarness _export = null!;
    private VaultUnderTest _tested = null!;

    private KeyVaultSimulator Vault => _tested.Vault;

    private int FailedSignIns => _export.Autotask.Calls.Unauthorized;

    [SetUp]
    public async Task SetUp()
    {
        _tested = await VaultUnderTest.StartAsync();
        _export = await ExportHarness.StartAsync();
        _export.Before = _tested.Register;
        foreach (var setting in Secrets)
        {
            Vault.Set(KeyVaultOptions.SecretName(setting), _export.Settings[setting]!);
            _export.Settings.Remove(setting);
        }

        _export.Settings["KeyVault:Uri"] = Vault.Uri.ToString();
        foreach (var (name, subscription) in new[] { ("Contoso", "S1"), ("Fabrikam", "S2") })
            _export.Organization(name).Bill(BrokerLine.Of(October8, subscription, "P1", 10, 16.90m, 20.60m));
    }

    [TearDown]
    public async Task TearDown()
    {
        await _export.DisposeAsync();
        await _tested.DisposeAsync();
    }

    [Test]
    public async Task Run_SecretsInTheVaultOnly_Exports()
    {
        var report = await _export.RunAsync("2026-10-09");

        Assert.That(report.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 2 }));
        Assert.That(Vault.Reads, Is.EqualTo(Secrets.Length), "each is read once");
    }

    [Test]
    public async Task Run_SecretsRotatedWhileRunning_ArePickedUpAtTheFirstRefusal()
    {
        await using var process = _export.Build("2026-10-09");
        await RunInAsync(process);
        _export.Tenant.ApiUser.Secret = "the-next-secret";
        _export.Cloudmore.Broker.Password = "the-next-password";
        _export.Cloudmore.RevokeTokens();
        Vault.Set("Autotask--ApiSecret", "the-next-secret");
        Vault.Set("Cloudmore--Password", "the-next-password");
        _export.Organization("Northwind").Bill(BrokerLine.Of(October8, "S3", "P1", 5, 16.90m, 20.60m));
        _export.Cloudmore.Calls.Clear();

        var report = await RunInAsync(process);

        Assert.That(report.Rows.Select(row => row.SubscriptionKey), Does.Contain("s3"));
        Assert.That(_export.Failures, Is.Empty);
        Assert.That(FailedSignIns, Is.EqualTo(1));
        Assert.That(_export.Cloudmore.Calls.Of("Token").Select(call => call.Status), Is.EqualTo(new int?[] { 400, 200 }));
    }

    [Test]
    public async Task Run_WrongAutotaskSecret_TwoSignInsInAllUntilItsVersionChanges()
    {
        var right = _export.Tenant.ApiUser.Secret;
        var wrong = Vault.Set("Autotask--ApiSecret", Wrong);

        var first = await _export.RunAsync("2026-10-09");
        await _export.RunAsync("2026-10-10");
        var third = await _export.RunAsync("2026-10-11");
        var stopped = await StopAsync();
        Vault.Set("Autotask--ApiSecret", right);
        var mended = await _export.RunAsync("2026-10-12");

        Assert.That((first.IsSignInStopped, third.IsSignInStopped, FailedSignIns), Is.EqualTo((true, true, 2)));
        Assert.That(stopped, Does.Contain(wrong).And.Not.Contain(Wrong), "the stop remembers the version");
        Assert.That(_export.Tenant.ApiUser.IsLocked, Is.False);
        Assert.That(mended.IsSignInStopped, Is.False);
        Assert.That(mended.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 2 }));
    }

    [Test]
    public async Task Run_WrongSecretInTheSettings_TwoSignInsInAllUntilItsValueChanges()
    {
        PutIntoSettings();
        _export.Settings["Autotask:ApiSecret"] = Wrong;

        var first = await _export.RunAsync("2026-10-09");
        await _export.RunAsync("2026-10-10");
        var stopped = await StopAsync();
        _export.Settings["Autotask:ApiSecret"] = _export.Tenant.ApiUser.Secret;
        var mended = await _export.RunAsync("2026-10-12");

        Assert.That((first.IsSignInStopped, FailedSignIns), Is.EqualTo((true, 2)));
        Assert.That(stopped, Has.Length.EqualTo(64).And.Not.Contain(Wrong), "the stop remembers a hash");
        Assert.That(mended.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 2 }));
    }

    [TestCase(true)]
    [TestCase(false)]
    public async Task Run_WrongCloudmorePassword_OneSignInInAllUntilItChanges(bool inTheVault)
    {
        if (!inTheVault)
            PutIntoSettings();
        SetPassword(inTheVault, Wrong);

        for (var day = 9; day < 12; day++)
        {
            var failure = await Assert.ThrowsAsync<MustFixException>(() => _export.RunAsync($"2026-10-{day:00}"));
            Assert.That(failure!.SignInStopped, Is.True);
        }

        Assert.That(_export.Cloudmore.Calls.Count("Token"), Is.EqualTo(1));
        SetPassword(inTheVault, _export.Cloudmore.Broker.Password);
        Assert.That((await _export.RunAsync("2026-10-12")).Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 2 }));
    }

    [Test]
    public async Task SignInAgain_UserGotItsRightWithoutANewSecret_LetsTheNextRunSignIn()
    {
        var password = _export.Cloudmore.Broker.Password;
        _export.Cloudmore.Broker.Password = "not-let-in";
        await Assert.ThrowsAsync<MustFixException>(() => _export.RunAsync("2026-10-09"));
        _export.Cloudmore.Broker.Password = password;
        await Assert.ThrowsAsync<MustFixException>(() => _export.RunAsync("2026-10-10"));

        await using var output = new StringWriter();
        await using (var process = _export.Build("2026-10-11"))
            await new SignInAgainCommand().RunAsync(process, new HostOutput(HostConsole.Plain(output), output, output), CancellationToken.None);
        var report = await _export.RunAsync("2026-10-11");

        Assert.That(output.ToString(), Does.Contain("Cloudmore: the stop is lifted").And.Contain("Autotask: the sign-in was not stopped."));
        Assert.That(report.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 2 }));
    }

    [Test]
    public async Task Run_SecretNotInTheVault_HoldsTheBillsWithItsNameAndGoesOnByItself()
    {
        Vault.Delete("Autotask--ApiIntegrationCode");

        var held = await _export.RunAsync("2026-10-09");
        Vault.Set("Autotask--ApiIntegrationCode", _export.Tenant.ApiUser.IntegrationCode);
        var mended = await _export.RunAsync("2026-10-10");

        Assert.That(held.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Held] = 2 }));
        Assert.That(held.Rows.Select(row => row.Reason), Is.All.EqualTo(
            $"Key Vault {Vault.Uri.Host} has no secret 'Autotask--ApiIntegrationCode'. Add it, with the value of the setting Autotask:ApiIntegrationCode."));
        Assert.That(FailedSignIns, Is.Zero);
        Assert.That(mended.Outcomes, Is.EqualTo(new Dictionary<Outcome, int> { [Outcome.Created] = 2 }));
    }

    private async Task<RunReport> RunInAsync(ServiceProvider process)
    {
        await process.GetRequiredService<BillDetector>().DetectAsync(CancellationToken.None);
        await _export.PumpAsync(process);
        return await process.GetRequiredService<RunReports>().ReadAsync(process.GetRequiredService<RunIdentity>().Latest!, CancellationToken.None);
    }

    private async Task<string?> StopAsync()
    {
        await using var process = _export.Build("2026-10-11");
        return (await process.GetRequiredService<ExportTables>().Memory.FindAsync(ExportTables.Only, "SignInStop", CancellationToken.None))?.Value;
    }

    private void PutIntoSettings()
    {
        _export.Settings.Remove("KeyVault:Uri");
        _export.Settings["Autotask:ApiUsername"] = _export.Tenant.ApiUser.UserName;
        _export.Settings["Autotask:ApiSecret"] = _export.Tenant.ApiUser.Secret;
        _export.Settings["Autotask:ApiIntegrationCode"] = _export.Tenant.ApiUser.IntegrationCode;
        _export.Settings["Cloudmore:ClientSecret"] = _export.Cloudmore.Broker.ClientSecret;
        _export.Settings["Cloudmore:Password"] = _export.Cloudmore.Broker.Password;
    }

    private void SetPassword(bool inTheVault, string password)
    {
        if (inTheVault)
            Vault.Set("Cloudmore--Password", password);
        else
            _export.Settings["Cloudmore:Password"] = password;
    }
}
