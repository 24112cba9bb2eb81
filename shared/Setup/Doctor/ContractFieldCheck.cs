using System.Globalization;
using CloudmoreAutotask.Autotask;
using CloudmoreAutotask.Autotask.Entities;
using Microsoft.Extensions.Options;

namespace CloudmoreAutotask.Setup;

/// <summary>Whether contracts have the user-defined field for the subscription id, as text; it is created when that is asked for.</summary>
internal sealed class ContractFieldCheck(AutotaskClient autotask, IOptionsMonitor<AutotaskOptions> options)
{
    private const string Check = "Contract field";
    private static readonly string[] NoTexts = ["date", "list", "num", "decimal", "int", "double", "bool"];

    public async Task<Finding> LookAsync(bool create, CancellationToken cancellation)
    {
        var name = options.CurrentValue.SubscriptionIdField;
        var fields = await autotask.GetUserDefinedFieldsAsync(Contract.Entity, cancellation);
        if (fields.FirstOrDefault(field => string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase)) is { } found)
            return await IsTextAsync(found, cancellation)
                ? Finding.Good(Check, $"Contracts have the user-defined field '{found.Name}', a text.")
                : Finding.Bad(Check, $"Contracts have the user-defined field '{found.Name}', but it is no text ({found.DataType}).",
                    "Make a field of type Text (Single Line) with another name in Autotask, and set Autotask:SubscriptionIdField to that name.");
        if (create)
            return await CreateAsync(name, cancellation);
        return Finding.Bad(Check, $"Contracts have no active user-defined field '{name}'.",
            $"Add it in Autotask under Admin, User-Defined Fields, Contracts: '{name}', Text (Single Line). Or look again with --create-field, which adds it.");
    }

    private async Task<Finding> CreateAsync(string name, CancellationToken cancellation)
    {
        var fields = await autotask.GetFieldsAsync(UserDefinedFieldDefinition.Entity, cancellation);
        if (Value(fields, "udfType", "Contract") is not { } contract || Value(fields, "dataType", "String", "Text (Single Line)", "Single-Line", "Text") is not { } text)
            return Finding.Bad(Check, "Autotask does not say which types of user-defined fields there are, so the field cannot be created from here.",
                $"Add it in Autotask under Admin, User-Defined Fields, Contracts: '{name}', Text (Single Line).");
        var answer = await autotask.CreateUserDefinedFieldAsync(
            new NewUserDefinedField { Name = name, Description = "Cloudmore subscription of the contract", UdfType = contract, DataType = text }, cancellation);
        autotask.ForgetMetadata();
        return answer.Result == WriteResult.Accepted
            ? Finding.Good(Check, $"The user-defined field '{name}' was added to contracts.")
            : Finding.Bad(Check, $"Autotask did not add the user-defined field '{name}': {answer.Words}", $"Add it in Autotask under Admin, User-Defined Fields, Contracts: '{name}', Text (Single Line).");
    }

    /// <summary>The type comes as a word or as an id of a picklist; one that nobody knows is taken as a text.</summary>
    private async Task<bool> IsTextAsync(FieldInformation field, CancellationToken cancellation)
    {
        var type = field.DataType ?? "";
        if (type.Length > 0 && type.All(char.IsAsciiDigit))
        {
            var fields = await autotask.GetFieldsAsync(UserDefinedFieldDefinition.Entity, cancellation);
            type = fields.FirstOrDefault(entry => string.Equals(entry.Name, "dataType", StringComparison.OrdinalIgnoreCase))?.PicklistValues?.FirstOrDefault(value => value.Value == type)?.Label ?? "";
        }

        return !field.IsPickList && !NoTexts.Any(word => type.Contains(word, StringComparison.OrdinalIgnoreCase));
    }

    private static int? Value(IReadOnlyList<FieldInformation> fields, string field, params IReadOnlyList<string> labels)
    {
        var values = fields.FirstOrDefault(entry => string.Equals(entry.Name, field, StringComparison.OrdinalIgnoreCase))?.PicklistValues ?? [];
        var value = labels.Select(label => values.FirstOrDefault(entry => string.Equals(entry.Label, label, StringComparison.OrdinalIgnoreCase)))
            .Concat(labels.Select(label => values.FirstOrDefault(entry => entry.Label.StartsWith(label, StringComparison.OrdinalIgnoreCase))))
            .FirstOrDefault(entry => entry is not null);
        return value is not null && int.TryParse(value.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
    }
}
