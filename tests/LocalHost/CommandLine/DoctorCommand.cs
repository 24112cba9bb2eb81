using CloudmoreAutotask.Setup;
using Microsoft.Extensions.DependencyInjection;

namespace CloudmoreAutotask.LocalHost.CommandLine;

/// <summary>Checks the set-up and says what to do (local host, "--doctor").</summary>
/// <param name="createField">Whether it also adds the contract's user-defined field where it is missing.</param>
internal sealed class DoctorCommand(bool createField) : IHostCommand
{
    private const int CheckWidth = 46;

    public string Option => createField ? "--create-field" : "--doctor";

    public string Description => createField
        ? "As --doctor, and adds the contract's user-defined field to Autotask when it is missing."
        : "Check the set-up and say what to do. Writes nothing to Autotask. Exit code 0 when an export would run.";

    public bool NeedsValidSettings => false;

    public async Task<int> RunAsync(IServiceProvider services, TextWriter output, CancellationToken cancellation)
    {
        var findings = new List<Finding>();
        await foreach (var finding in services.GetRequiredService<SetupDoctor>().LookAsync(createField, cancellation))
        {
            findings.Add(finding);
            await output.WriteLineAsync($"{Word(finding.State),-12}{finding.Check.PadRight(CheckWidth)} {finding.Found}");
            if (finding.ToDo.Length > 0)
                await output.WriteLineAsync($"{"",12}What to do: {finding.ToDo}");
        }

        var wouldExport = SetupDoctor.WouldExport(findings);
        await output.WriteLineAsync(wouldExport
            ? "An export would run."
            : $"An export would not run yet: {findings.Count(finding => finding.State == FindingState.Bad)} things are to be put right.");
        return wouldExport ? 0 : 1;
    }

    private static string Word(FindingState state) => state switch
    {
        FindingState.Good => "good",
        FindingState.Warning => "look at",
        FindingState.Bad => "BAD",
        _ => "not checked",
    };
}
