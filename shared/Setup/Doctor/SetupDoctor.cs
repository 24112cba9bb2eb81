using System.Runtime.CompilerServices;
using Azure;
using Azure.Identity;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>
/// Looks at everything that an export needs, and says what to do about what is missing. It writes nothing, except the contract's field when that is asked for,
/// and stops before it could lock an API user: one sign-in that is refused ends the checks of that API.
/// </summary>
public sealed class SetupDoctor
{
    private readonly IStartupValidator validator;
    private readonly IReadOnlyList<DoctorPart> parts;

    internal SetupDoctor(IStartupValidator validator, IReadOnlyList<DoctorPart> parts) => (this.validator, this.parts) = (validator, parts);

    /// <summary>Whether an export would run after these findings.</summary>
    public static bool WouldExport(IEnumerable<Finding> findings) => findings.All(finding => finding.State is FindingState.Good or FindingState.Warning);

    /// <summary>Looks, and tells each finding as it comes.</summary>
    /// <param name="createField">Whether the contract's user-defined field is created when it is missing.</param>
    /// <param name="cancellation">Ends the looking.</param>
    public async IAsyncEnumerable<Finding> LookAsync(bool createField, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var sections = SettingsFaults.Find(validator);
        var wrong = sections.Select(section => section.OptionsType).ToHashSet();
        var faults = sections.SelectMany(section => section.Failures).Distinct(StringComparer.Ordinal).ToList();
        foreach (var fault in faults)
            yield return Finding.Bad("Settings", fault, ToDo(fault));
        if (faults.Count == 0)
            yield return Finding.Good("Settings", "All settings are there and have the right form.");

        var look = new DoctorLook(createField);
        foreach (var part in parts)
        {
            if (part.Needs.Any(wrong.Contains))
            {
                yield return Finding.NotChecked(part.Name, "Its settings are not right yet.");
                continue;
            }

            await foreach (var finding in LookAsync(part, look, cancellation))
                yield return finding;
        }
    }

    /// <summary>An example of an id would be taken for advice, where Autotask itself can say what there is.</summary>
    private static string ToDo(string fault)
    {
        if (DoctorServices.Records.Any(record => fault.StartsWith($"{record} is missing", StringComparison.Ordinal)))
            return $"Choose it from the list that the check '{AutotaskCheck.Records}' gives, once Autotask accepts the sign-in.";
        return KnownSettings.All.Any(setting => setting.IsSecret && fault.StartsWith($"{setting.Name} is missing", StringComparison.Ordinal))
            ? "Set it in local.settings.json or, in Azure, in Key Vault."
            : "Set it in local.settings.json or, in Azure, among the app's settings.";
    }

    private static async IAsyncEnumerable<Finding> LookAsync(DoctorPart part, DoctorLook look, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await using var findings = part.Look(look, cancellation).GetAsyncEnumerator(cancellation);
        while (true)
        {
            Finding? failed = null;
            try
            {
                if (!await findings.MoveNextAsync())
                    yield break;
            }
            catch (MustFixException mend)
            {
                failed = Finding.Bad(part.Name, mend.Message, "Put right what is named, and look again.");
            }
            catch (TryLaterException later)
            {
                failed = Finding.Bad(part.Name, later.Message, "Look again in some minutes; if it stays so, check the address and the network.");
            }
            catch (InvalidDataException unknown)
            {
                failed = Finding.Bad(part.Name, unknown.Message, "Check that the address in the settings is the API's own. If it is, this version does not know the answer's form: look for a newer one.");
            }
            catch (Exception storage) when (storage is RequestFailedException or AggregateException { InnerException: RequestFailedException } or AuthenticationFailedException)
            {
                // The sign-in stop is kept there, and without it a user could be locked.
                failed = Finding.NotChecked(part.Name, "It needs the storage account, which cannot be used.");
            }

            yield return failed ?? findings.Current;
            if (failed is not null)
                yield break;
        }
    }
}

/// <summary>A part of the doctor's checks.</summary>
/// <param name="Name">What it looks at.</param>
/// <param name="Needs">The sections of the settings that it needs.</param>
/// <param name="Look">Looks; makes what it needs only then.</param>
internal sealed record DoctorPart(string Name, IReadOnlyList<Type> Needs, Func<DoctorLook, CancellationToken, IAsyncEnumerable<Finding>> Look);
